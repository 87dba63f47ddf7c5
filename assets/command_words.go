package assets

import (
	"net/netip"
	"slices"
	"strings"
)

// follows reports whether these words can be the arguments of a command, as no sentence about the program has them: its
// subcommand, an option or an address; a bare name only behind a prompt and alone.
func (p program) follows(args []string, prompt bool) bool {
	if len(args) == 0 || p.Sub != "" && args[0] != p.Sub {
		return false
	}
	if p.Sub != "" {
		return len(args) > 1 && (isOption(args[1]) || p.Positional == "target" && addressLike(args[1]))
	}
	first := args[0]
	if isOption(first) || slices.Contains(p.Words, first) {
		return true
	}
	switch p.Positional {
	case "url":
		return strings.Contains(first, "://")
	case "dsn":
		return strings.Contains(first, "=") || strings.Contains(first, "://")
	case "target":
		return addressLike(first) || prompt && (dotted(first) || len(args) == 1)
	}
	return false
}

func isOption(w string) bool {
	return len(w) > 1 && w[0] == '-' && w != "--" && !strings.HasPrefix(w, "---")
}

// addressLike reports whether a word says where to dial by itself: a URL, host:port, an address or localhost.
func addressLike(w string) bool {
	host, _, path := strings.Cut(w, "/")
	if strings.Contains(w, "://") || host == "localhost" || isAddress(strings.Trim(host, "[]")) {
		return true
	}
	i := strings.LastIndexByte(host, ':')
	return i > 0 && i+1 < len(host) && strings.Trim(host[i+1:], "0123456789") == "" || path && dotted(host) && !strings.HasPrefix(w, ".")
}

// dotted reports whether a word looks like a name of the DNS with a domain.
func dotted(w string) bool {
	i := strings.IndexByte(w, '.')
	return i > 0 && i+1 < len(w) && !strings.HasSuffix(w, ".") && !strings.Contains(w, "..")
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

// word takes an argument that is no option: the first that says where to dial counts, whatever stands behind it.
func (c *commandReader) word(w string) {
	if c.program.Positional == "target" {
		w = withoutPunctuation(w)
		if c.target != "" || !addressLike(w) && !dotted(w) && !c.alone(w) {
			return
		}
	}
	c.take(c.program.Positional, "", w)
}

// alone reports whether a bare name is the last word of the command: curl -k myhost.
func (c *commandReader) alone(w string) bool { return strings.HasSuffix(c.matched, " "+w) }
