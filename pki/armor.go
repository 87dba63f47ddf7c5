package pki

import (
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strings"
	"unicode/utf8"
)

// armored is one PEM block as it stands in a text, whole or damaged.
type armored struct {
	block   *pem.Block
	line    int    // of its BEGIN line, from 1
	reason  string // what is wrong; "" when the block is whole
	variant string // of file-damaged
}

// armorText is everything that a text holds of PEM (RFC 7468).
type armorText struct {
	blocks   []armored
	leading  bool // text before or between the blocks
	joined   bool // BEGIN and END lines that are not lines of their own
	indented bool
}

// maxBlocks is how many blocks are read: as many as the smallest certificates that fit into MaxFile.
const maxBlocks = 30_000

// boundary is a BEGIN or END line, or the part of a line that should have been one.
type boundary struct {
	begin    bool
	label    string
	from, to int
}

// findBoundary finds the first boundary in a line.
func findBoundary(line string) (boundary, bool) {
	for at := 0; ; {
		i := strings.Index(line[at:], "-----")
		if i < 0 {
			return boundary{}, false
		}
		at += i
		rest, begin := strings.CutPrefix(line[at+5:], "BEGIN ")
		end := false
		if !begin {
			rest, end = strings.CutPrefix(rest, "END ")
		}
		if n := strings.Index(rest, "-----"); (begin || end) && n >= 0 && n <= 64 {
			return boundary{begin, rest[:n], at, len(line) - len(rest) + n + 5}, true
		}
		at++
	}
}

// scanArmor reads PEM leniently and says of every damaged block what is wrong with it, where encoding/pem would silently
// go on to the next one.
func scanArmor(text string) armorText {
	var out armorText
	lines := out.split(text)
	for i := 0; i < len(lines) && len(out.blocks) < maxBlocks; {
		line := strings.TrimRight(lines[i], " \t")
		m, ok := findBoundary(line)
		switch {
		case !ok && nearlyBoundary(line):
			out.blocks = append(out.blocks, armored{line: i + 1,
				block: &pem.Block{}, reason: position(i+1) + ": a BEGIN line has five hyphens on each side"})
			i++
		case !ok:
			out.leading = out.leading || strings.TrimSpace(line) != ""
			i++
		case !m.begin:
			out.blocks = append(out.blocks, armored{line: i + 1,
				block: &pem.Block{Type: m.label}, reason: fmt.Sprintf("%s: END %s without its BEGIN", position(i+1), m.label)})
			i++
		default:
			out.indented = out.indented || strings.TrimLeft(line, " \t") != line
			var b armored
			b, i = readArmored(lines, i, m.label)
			out.blocks = append(out.blocks, b)
		}
	}
	return out
}

// split cuts a text into lines, putting boundaries that share a line with something else onto lines of their own.
func (a *armorText) split(text string) []string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	var out []string
	for _, line := range strings.Split(text, "\n") {
		m, ok := findBoundary(line)
		if !ok || m.from == 0 && m.to == len(line) || line[m.from:m.to] == strings.TrimSpace(line) {
			out = append(out, line)
			continue
		}
		a.joined = true
		for ; ok; m, ok = findBoundary(line) {
			if before := line[:m.from]; strings.TrimSpace(before) != "" {
				out = append(out, before)
			}
			out = append(out, line[m.from:m.to])
			line = line[m.to:]
		}
		if strings.TrimSpace(line) != "" {
			out = append(out, line)
		}
	}
	return out
}

// nearlyBoundary recognises a BEGIN line that lost a hyphen or got its hyphens from a word processor.
func nearlyBoundary(line string) bool {
	line = strings.TrimSpace(line)
	core := strings.Trim(line, "-–—−")
	return core != line && strings.HasPrefix(core, "BEGIN ") && len(core) < 64
}

// readArmored reads the block that begins at lines[at] and returns the index of the first line behind it.
func readArmored(lines []string, at int, label string) (armored, int) {
	out := armored{line: at + 1, block: &pem.Block{Type: label, Headers: map[string]string{}}}
	end := at + 1
	for ; end < len(lines); end++ {
		m, ok := findBoundary(lines[end])
		if !ok {
			continue
		}
		if m.begin {
			break
		}
		out.decode(lines, at+1, end)
		if m.label != label && out.reason == "" {
			out.reason = fmt.Sprintf("%s: BEGIN %s ends with END %s", position(end+1), label, m.label)
		}
		return out, end + 1
	}
	out.decode(lines, at+1, end)
	out.variant, out.reason = "truncated", fmt.Sprintf("%s: BEGIN %s without END %s", position(at+1), label, label)
	return out, end
}

// decode fills headers and bytes from lines[from:to].
func (a *armored) decode(lines []string, from, to int) {
	body := from
	for ; body < to; body++ { // RFC 1421 headers, as openssl writes them into encrypted keys
		key, value, ok := strings.Cut(lines[body], ":")
		if !ok {
			break
		}
		a.block.Headers[strings.TrimSpace(key)] = strings.TrimSpace(value)
	}
	var b strings.Builder
	for i := body; i < to; i++ {
		for _, r := range lines[i] {
			switch {
			case r == ' ' || r == '\t':
			case r == utf8.RuneError || r > 0x7e || r < 0x21 || !base64Char(byte(r)):
				a.fail(i+1, fmt.Sprintf("%q is no base64", r))
				return
			default:
				b.WriteByte(byte(r))
			}
		}
	}
	text := b.String()
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		if der, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "=")); err == nil {
			a.fail(to, "the padding of the base64 is wrong")
		} else {
			a.fail(to, fmt.Sprintf("%d base64 characters do not make whole bytes", len(text)))
			der, _ = base64.RawStdEncoding.DecodeString(text[:min(len(text)/4*4, len(text))])
		}
	}
	a.block.Bytes = der
}

func (a *armored) fail(line int, reason string) {
	a.variant, a.reason = "base64", position(line)+": "+reason
}

func base64Char(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '='
}
