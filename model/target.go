package model

import (
	"net/netip"
	"strconv"
	"strings"
)

// schemes are the URL schemes that a target may have: the port each means and the STARTTLS protocol, if it begins in plain text.
var schemes = map[string]struct{ port, starttls string }{
	"https": {"443", ""}, "http": {"80", ""}, "wss": {"443", ""}, "ws": {"80", ""},
	"tcp": {"2376", ""}, // docker's way to write it
	"tls": {"", ""}, "ssl": {"", ""}, "grpc": {"", ""}, "grpcs": {"443", ""},
	"ldaps": {"636", ""}, "ldap": {"389", "ldap"}, "smtps": {"465", ""}, "smtp": {"25", "smtp"},
	"imaps": {"993", ""}, "imap": {"143", "imap"}, "pop3s": {"995", ""}, "pop3": {"110", "pop3"},
	"ftps": {"990", ""}, "ftp": {"21", "ftp"}, "xmpp": {"5222", "xmpp"},
	"postgres": {"5432", "postgres"}, "postgresql": {"5432", "postgres"}, "mysql": {"3306", "mysql"},
	"rediss": {"6379", ""}, "amqps": {"5671", ""}, "mqtts": {"8883", ""}, "etcd": {"2379", ""},
}

// portNames are service names that may stand for a port.
var portNames = map[string]string{"https": "443", "http": "80", "ldaps": "636", "ldap": "389", "smtps": "465", "submissions": "465", "smtp": "25",
	"submission": "587", "imaps": "993", "imap": "143", "imap2": "143", "pop3s": "995", "pop3": "110", "ftps": "990", "ftp": "21", "xmpp-client": "5222",
	"xmpp-server": "5269", "postgresql": "5432", "postgres": "5432", "mysql": "3306", "docker-s": "2376", "etcd-client": "2379", "etcd-server": "2380",
	"domain-s": "853", "amqps": "5671", "secure-mqtt": "8883"}

// ParseTarget reads what to dial: host:port, [::1]:2379, a URL (https://host:port/x; the scheme gives the port when there is none; tcp:// as docker
// writes it), with a path behind the port even without scheme. Service names stand for their ports. Internationalised hosts
// become their xn-- form; a zone (fe80::1%eth0) stays. User names and passwords of a URL are dropped.
// The Dial has Host, Port, URL, Path and, where the scheme says so, StartTLS. Without findings it can be dialled.
func ParseTarget(text string) (Dial, []Finding) {
	t := targetParser{text: text}
	rest := strings.Trim(text, blank)
	if hasHidden(rest) || strings.ContainsAny(rest, " \"'<>`\\") || rest == "" {
		return Dial{}, t.refuse("characters", strings.Join(strings.Fields(printable(rest)), ":"))
	}
	var d Dial
	port := ""
	if scheme, after, ok := strings.Cut(rest, "://"); ok {
		s, known := schemes[lower(scheme)]
		if !known {
			return Dial{}, t.refuse("scheme", "https://"+after)
		}
		rest, port, d.StartTLS = after, s.port, s.starttls
		d.URL = lower(scheme) + "://"
	}
	authority, path := cutPath(rest)
	_, host, userinfo := cutLast(authority, "@")
	if userinfo {
		if d.URL == "" {
			return Dial{}, t.refuse("characters", host)
		}
		authority = host
	}
	if d.URL != "" {
		d.URL += authority + path
	}
	if d.Path = path; strings.Contains(path, "#") {
		d.Path, _, _ = strings.Cut(path, "#")
	}
	if f := t.hostPort(&d, authority, port); f != nil {
		return Dial{}, f
	}
	return d, nil
}

type targetParser struct{ text string }

// refuse gives the finding; a suggestion that would be refused itself is left out.
func (t targetParser) refuse(variant, suggestion string) []Finding {
	if suggestion == t.text {
		suggestion = ""
	}
	if suggestion != "" {
		if _, f := ParseTarget(suggestion); f != nil {
			suggestion = ""
		}
	}
	return []Finding{New(BadTarget, "value", t.text, "suggestion", suggestion).As(variant).Seen("target")}
}

// cutPath separates host:port from the path, query and fragment behind it.
func cutPath(s string) (authority, path string) {
	i := strings.IndexAny(s, "/?#")
	if i < 0 {
		return s, ""
	}
	if path = s[i:]; path[0] == '?' {
		path = "/" + path
	}
	if strings.HasPrefix(path, "#") {
		path = ""
	}
	return s[:i], path
}

// hostPort fills Host and Port.
func (t targetParser) hostPort(d *Dial, authority, fallback string) []Finding {
	host, port, hasPort := splitPort(authority)
	switch {
	case host == "" && hasPort:
		return t.refuse("", "localhost:"+port)
	case host == "":
		return t.refuse("characters", "")
	case !hasPort && fallback == "":
		return t.refuse("no-port", suggestPort(host))
	case !hasPort:
		port = fallback
	}
	if p, ok := portNames[lower(port)]; ok {
		port = p
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 || strings.HasPrefix(port, "+") {
		return t.refuse("port", "") // which port was meant cannot be known
	} else {
		port = strconv.Itoa(n)
	}
	clean, f := t.host(host)
	if f != nil {
		return f
	}
	d.Host, d.Port = clean, port
	return nil
}

// splitPort cuts host:port; a bare IPv6 address has no port.
func splitPort(s string) (host, port string, ok bool) {
	if strings.HasPrefix(s, "[") {
		if i := strings.LastIndex(s, "]"); i > 0 {
			host, port, ok = s[1:i], strings.TrimPrefix(s[i+1:], ":"), strings.HasPrefix(s[i+1:], ":")
			if !ok && s[i+1:] != "" { // [::1]2379
				return s, "", false
			}
			return host, port, ok && port != ""
		}
	}
	if strings.Count(s, ":") > 1 {
		return s, "", false
	}
	host, port, ok = strings.Cut(s, ":")
	return host, port, ok && port != ""
}

// host judges the host and returns the form to dial.
func (t targetParser) host(host string) (string, []Finding) {
	if strings.Contains(host, "%25") { // the zone as URLs write it (RFC 6874)
		host = strings.Replace(host, "%25", "%", 1)
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return a.String(), nil
	}
	if strings.ContainsAny(host, ":%[]") || numeric(host) && strings.Contains(host, ".") {
		return "", []Finding{badIP(host).Seen("target")}
	}
	if dnsFault(host) == "non-ascii" {
		if a := ASCIIName(host); a != "" && !strings.HasPrefix(a, "*") {
			return a, nil
		}
	}
	if f := dnsFault(host); f != "" || strings.Contains(host, "*") {
		return "", t.refuse("characters", "")
	}
	return host, nil
}

// suggestPort writes a host with the port that is likeliest meant: of an unbracketed IPv6 address with a port behind it, that port.
func suggestPort(host string) string {
	host = unbracket(host)
	if before, last, ok := cutLast(host, ":"); ok && len(last) > 2 {
		if n, err := strconv.Atoi(last); err == nil && n > 99 && n <= 65535 {
			if a, err := netip.ParseAddr(before); err == nil {
				return "[" + a.String() + "]:" + last
			}
		}
	}
	return joinHostPort(host, "443")
}

// printable drops what cannot be part of a target.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if hidden(r) || strings.ContainsRune("\"'<>`\\", r) {
			return -1
		}
		return r
	}, s)
}

func joinHostPort(host, port string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]:" + port
	}
	return host + ":" + port
}

// Address gives host:port as a dialler wants it, an IPv6 address in brackets.
func (d Dial) Address() string { return joinHostPort(d.Host, d.Port) }

// Target gives what was dialled as a person would type it again: the URL when it was one, else host:port and the path.
// ParseTarget reads it back to the same Dial.
func (d Dial) Target() string {
	if d.URL != "" {
		return d.URL
	}
	return d.Address() + d.Path
}
