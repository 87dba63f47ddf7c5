package assets

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"certwright/model"
)

// take stores a value by what it is.
func (c *commandReader) take(what, flag, value string) {
	switch what {
	case "target": // host:port or a URL; the first of a list
		if c.target == "" || flag != "" {
			c.target, _, _ = strings.Cut(value, ",")
			c.tls = c.tls || hasScheme(c.target, "https", "ldaps", "rediss", "mqtts", "ftps", "smtps", "imaps")
		}
	case "redis": // rediss://user:password@host:port/0
		c.tls = c.tls || hasScheme(value, "rediss")
		_, rest, _ := strings.Cut(value, "://")
		c.target, _, _ = strings.Cut(rest[strings.LastIndex(rest, "@")+1:], "/")
	case "url":
		if strings.Contains(value, "://") {
			c.take("target", flag, value)
		}
	case "host":
		c.dial.Host = value
	case "port":
		c.dial.Port = value
	case "hostport": // a name, then a number
		if c.dial.Host == "" {
			c.dial.Host = value
		} else if c.dial.Port == "" && strings.Trim(value, "0123456789") == "" {
			c.dial.Port = value
		}
	case "ca":
		c.dial.CA = value
	case "cert":
		c.dial.Cert = withoutPassword(value)
	case "key":
		c.dial.Key = value
	case "dir":
		c.dial.CA, c.dial.Cert, c.dial.Key = path.Join(value, "ca.pem"), path.Join(value, "cert.pem"), path.Join(value, "key.pem")
	case "servername":
		c.dial.ServerName = value
	case "starttls":
		c.dial.StartTLS = value
	case "max":
		c.dial.MaxTLS = value
	case "redirect":
		c.redirects = append(c.redirects, value)
	default:
		c.judge(what, flag, value)
	}
}

// judge takes the values that decide whether anything is verified.
func (c *commandReader) judge(what, flag, value string) {
	switch what {
	case "verify":
		c.verifies = c.verifies || value != ""
	case "insecure": // a variable that is set
		if !isNo(value) {
			c.insecure = append(c.insecure, flag)
		}
	case "reqcert": // LDAP: never and allow go on whatever comes
		if slices.Contains([]string{"never", "allow"}, strings.ToLower(value)) {
			c.insecure = append(c.insecure, flag+"="+value)
		}
	case "verifyfile": // no, or the CA file
		if isNo(value) {
			c.insecure = append(c.insecure, flag+"="+value)
		} else {
			c.dial.CA = value
		}
	case "setting": // git -c name=value
		name, v, _ := strings.Cut(value, "=")
		c.gitSetting(strings.ToLower(name), value, v)
	case "sslmode":
		c.sslmode(flag, value)
	case "dsn":
		c.dsn(value)
	}
}

func (c *commandReader) gitSetting(name, whole, value string) {
	switch name {
	case "http.sslverify":
		if isNo(value) {
			c.insecure = append(c.insecure, whole)
		}
	case "http.sslcainfo":
		c.dial.CA = value
	case "http.sslcert":
		c.dial.Cert = value
	case "http.sslkey":
		c.dial.Key = value
	}
}

func isNo(value string) bool {
	return slices.Contains([]string{"", "0", "no", "off", "false"}, strings.ToLower(value))
}

func hasScheme(target string, schemes ...string) bool {
	scheme, _, ok := strings.Cut(target, "://")
	return ok && slices.Contains(schemes, scheme)
}

// withoutPassword drops the ":password" that curl allows behind the file; a drive letter is no password.
func withoutPassword(file string) string {
	if i := strings.LastIndex(file, ":"); i > 1 {
		return file[:i]
	}
	return file
}

// sslmode reads the modes of libpq and of mysql.
func (c *commandReader) sslmode(flag, mode string) {
	switch strings.ToLower(mode) {
	case "verify-ca", "verify-full", "verify_ca", "verify_identity":
		c.verifies = true
	case "disable", "disabled":
		c.clear = true
	default:
		c.insecure = append(c.insecure, cmp.Or(flag, "sslmode")+"="+mode)
	}
}

// dsn reads the "host=... port=... sslmode=..." and postgres:// forms of libpq, and the URLs of MongoDB.
func (c *commandReader) dsn(text string) {
	if strings.Contains(text, "://") {
		base, query, _ := strings.Cut(text, "?")
		if rest, ok := strings.CutPrefix(base, "mongodb://"); ok {
			base, _, _ = strings.Cut(rest[strings.LastIndex(rest, "@")+1:], "/")
		}
		c.target, _, _ = strings.Cut(base, ",")
		text = strings.ReplaceAll(query, "&", " ")
	}
	for _, kv := range strings.Fields(text) {
		k, v, ok := strings.Cut(kv, "=")
		switch {
		case !ok:
		case k == "sslmode":
			c.sslmode("sslmode", v)
		case (k == "tls" || k == "ssl") && !isNo(v):
			c.tls = true
		case (k == "tlsAllowInvalidCertificates" || k == "tlsInsecure" || k == "tlsAllowInvalidHostnames") && !isNo(v):
			c.insecure = append(c.insecure, kv)
		default:
			c.take(map[string]string{"host": "host", "hostaddr": "host", "port": "port", "sslrootcert": "ca", "sslcert": "cert", "sslkey": "key", "tlsCAFile": "ca", "tlsCertificateKeyFile": "cert"}[k], k, v)
		}
	}
}

// redirect dials what curl's --resolve (name:port:address) and --connect-to (name:port:host:port) say, and asks for the
// name of the URL.
func (c *commandReader) redirect(d *model.Dial) {
	for _, r := range c.redirects {
		from := strings.TrimPrefix(r, "+")
		rest, ok := strings.CutPrefix(from, d.Host+":"+d.Port+":")
		if !ok || rest == "" {
			continue
		}
		if d.ServerName == "" && !isAddress(d.Host) {
			d.ServerName = d.Host
		}
		host, port := rest, d.Port
		if i := strings.LastIndexByte(rest, ':'); i > 0 && strings.Count(rest, ":") == 1 {
			host, port = rest[:i], rest[i+1:]
		}
		d.Host, d.Port, d.URL = strings.Trim(host, "[]"), port, ""
		return
	}
}
