package twin

import (
	"net/netip"
	"strings"

	"certwright/model"
)

// Probe returns the openssl s_client and curl lines that dial the same, with the files given by path; "" leaves one out (no ca: the
// system's trust store). The name is checked as a client does. s_client is kept open for a second, because in TLS 1.3 a server refuses a
// client certificate only after the handshake. curl is left out where no HTTP is to be asked; with Strangers it is run once more
// without certificate.
func Probe(dial model.Dial, ca, cert, key string) string {
	out := sClient(dial, ca, cert, key) + "\n"
	if dial.NoHTTP || dial.StartTLS != "" {
		return out
	}
	out += curl(dial, ca, cert, key) + "\n"
	if dial.Strangers && cert != "" {
		out += curl(dial, ca, "", "") + "\n"
	}
	return out
}

func sClient(d model.Dial, ca, cert, key string) string {
	name := d.ServerName
	if name == "" {
		name = d.Host
	}
	check := option("-verify_hostname", strings.TrimSuffix(name, "."))
	if a, err := netip.ParseAddr(name); err == nil {
		check = option("-verify_ip", a.WithZone("").String())
	}
	return command("sleep 1 | openssl s_client", option("-connect", d.Address()), option("-servername", d.ServerName), check, "-verify_return_error",
		option("-CAfile", ca), option("-CRL", d.CRL), checked(d.CRL), option("-cert", cert), option("-key", key),
		option("-min_protocol", protocol(d.MinTLS)), option("-max_protocol", protocol(d.MaxTLS)), option("-starttls", d.StartTLS))
}

// checked makes openssl look into the revocation list: without it -CRL only loads the file.
func checked(crl string) string {
	if crl == "" {
		return ""
	}
	return "-crl_check"
}

// protocol is openssl's name of a version: TLSv1, TLSv1.2.
func protocol(version string) string {
	if version == "" {
		return ""
	}
	return "TLSv" + strings.TrimSuffix(version, ".0")
}

func curl(d model.Dial, ca, cert, key string) string {
	least, other := "", ""
	if d.MinTLS != "" {
		least = model.ShellQuote("--tlsv" + d.MinTLS)
	}
	host := urlHost(d.Host)
	if d.ServerName != "" && d.ServerName != d.Host {
		name := urlHost(d.ServerName)
		other = option("--connect-to", name+":"+d.Port+":"+host+":"+d.Port)
		host = name
	}
	path := d.Path
	if path == "" {
		path = "/"
	}
	return command("curl -v --max-time 10", option("--cacert", ca), option("--crlfile", d.CRL), option("--cert", cert), option("--key", key),
		least, option("--tls-max", d.MaxTLS), other, model.ShellQuote("https://"+host+":"+d.Port+path))
}

// urlHost writes a host as a URL has it.
func urlHost(host string) string {
	if strings.Contains(host, ":") {
		return "[" + strings.Replace(host, "%", "%25", 1) + "]"
	}
	return host
}
