package readers

import (
	"strings"
)

// cn changes the common name, the alternative names and what is dialled.
func cn(name string, san []byte, dial string) func(*parts) {
	return func(p *parts) {
		p.leaf.subject = called(name)
		p.leaf.set(xSAN, false, san)
		p.dial = dial
	}
}

func (m *mint) namesExamples() {
	m.leaf("good", good)
	m.below("good with intermediate", good)
	m.leaf("CN fits, no SAN", cn(host, nil, host))
	m.leaf("CN fits in other case, no SAN", cn("Server.TEST", nil, host))
	m.leaf("CN is a wildcard, no SAN", cn("*.server.test", nil, "a.server.test"))
	m.leaf("CN is the address, no SAN", cn("127.0.0.1", nil, "127.0.0.1"))
	m.leaf("CN is the address, DNS SAN of another", cn("127.0.0.1", dns("other.test"), "127.0.0.1"))
	m.leaf("no SAN, other CN", cn("other.test", nil, host))
	m.leaf("CN fits, DNS SAN does not", cn(host, dns("other.test"), host))
	m.leaf("CN fits, SAN has an email only", cn(host, sequence(implicit(1, []byte("a@server.test"))), host))
	m.leaf("CN fits, SAN has a URI only", cn(host, sequence(implicit(6, []byte("spiffe://server.test/x"))), host))
	m.leaf("CN fits, SAN has an address only", cn(host, ipName("127.0.0.1"), host))
	m.leaf("two CNs, the last fits, no SAN", func(p *parts) {
		p.leaf.subject = sequence(rdn("2.5.4.3", "other.test", false), rdn("2.5.4.3", host, false))
		p.leaf.drop(xSAN)
	})
	m.leaf("two CNs, the first fits, no SAN", func(p *parts) {
		p.leaf.subject = sequence(rdn("2.5.4.3", host, false), rdn("2.5.4.3", "other.test", false))
		p.leaf.drop(xSAN)
	})
	m.leaf("other name", sans(dns("other.test"), host))
	m.leaf("address", sans(ipName("127.0.0.1"), "127.0.0.1"))
	m.leaf("address as DNS SAN", sans(dns("127.0.0.1"), "127.0.0.1"))
	m.leaf("other address", sans(ipName("127.0.0.2"), "127.0.0.1"))
	m.leaf("IPv4 address as ::ffff: SAN", sans(sequence(implicit(7, []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1})), "127.0.0.1"))
}

func (m *mint) wildcardExamples() {
	m.leaf("underscore", sans(dns("my_db.test"), "my_db.test"))
	m.leaf("wildcard below underscore", sans(dns("*.my_zone.test"), "a.my_zone.test"))
	m.leaf("underscore below wildcard", sans(dns("*.zone.test"), "my_db.zone.test"))
	m.leaf("wildcard", sans(dns("*.server.test"), "a.server.test"))
	m.leaf("wildcard, bare domain", sans(dns("*.server.test"), host))
	m.leaf("wildcard, two labels", sans(dns("*.server.test"), "a.b.server.test"))
	m.leaf("wildcard below one label", sans(dns("*.test"), host))
	m.leaf("wildcard as a part, behind", sans(dns("w*.server.test"), "www.server.test"))
	m.leaf("wildcard as a part, before", sans(dns("*w.server.test"), "www.server.test"))
	m.leaf("wildcard in the second label", sans(dns("a.*.test"), "a.server.test"))
	m.leaf("wildcard twice", sans(dns("*.*.server.test"), "a.b.server.test"))
	m.leaf("bare wildcard", sans(dns("*"), "localhost"))
	m.leaf("wildcard, IDN label", sans(dns("*.server.test"), "xn--bcher-kva.server.test"))
	m.leaf("IDN", sans(dns("xn--bcher-kva.test"), "xn--bcher-kva.test"))
	m.leaf("IDN written as UTF-8", sans(dns("bücher.test"), "xn--bcher-kva.test"))
	m.leaf("trailing dot in the SAN", sans(dns("server.test."), host))
	m.leaf("other case", sans(dns("Server.TEST"), host))
	m.leaf("one label", sans(dns("localhost"), "localhost"))
	m.leaf("a name with a blank beside", sans(dns("bad name", host), host))
	m.leaf("an empty name beside", sans(dns("", host), host))
	m.leaf("leading dot", sans(dns(".server.test"), "a.server.test"))
	m.leaf("critical SAN", func(p *parts) { p.leaf.set(xSAN, true, dns(host)) })
	m.leaf("empty SAN, CN fits", cn(host, sequence(), host))
}

func (m *mint) oddNames() {
	m.leaf("partial wildcard in the middle", sans(dns("w*w.server.test"), "www.server.test"))
	m.leaf("partial wildcard for nothing", sans(dns("www*.server.test"), "www.server.test"))
	m.leaf("two wildcards in one label", sans(dns("*w*.server.test"), "www.server.test"))
	m.leaf("partial wildcard, IDN label", sans(dns("x*.server.test"), "xn--bcher-kva.server.test"))
	m.leaf("partial IDN wildcard", sans(dns("xn--b*.server.test"), "xn--bcher-kva.server.test"))
	m.leaf("wildcard of a public suffix", sans(dns("*.com"), "server.com"))
	m.leaf("wildcard of a private suffix", sans(dns("*.local"), "server.local"))
	m.leaf("wildcard of a country's suffix", sans(dns("*.co.uk"), "server.co.uk"))
	m.leaf("wildcard with a trailing dot", sans(dns("*.server.test."), "a.server.test"))
	m.leaf("wildcard dialled itself", sans(dns("*.server.test"), "b-1.server.test"))
	m.leaf("many names, the last fits", sans(dns("a.test", "b.test", host), host))
	m.leaf("address beside names", sans(sequence(implicit(2, []byte("a.test")), implicit(7, []byte{127, 0, 0, 1})), "127.0.0.1"))
	m.leaf("address dialled, URI SAN of it", sans(sequence(implicit(6, []byte("https://127.0.0.1/"))), "127.0.0.1"))
}

func (m *mint) oddCommonNames() {
	m.leaf("CN is the address, email SAN", cn("127.0.0.1", sequence(implicit(1, []byte("a@b.test"))), "127.0.0.1"))
	m.leaf("CN is a wildcard below one label, no SAN", cn("*.test", nil, host))
	m.leaf("CN has a trailing dot, no SAN", cn("server.test.", nil, host))
	m.leaf("CN has an underscore, no SAN", cn("my_db.test", nil, "my_db.test"))
	m.leaf("CN is no host name, no SAN", cn("My Server", nil, host))
	m.leaf("CN fits, SAN has a directory name only", cn(host, sequence(explicit(4, called("x"))), host))
	m.leaf("CN fits, SAN has another kind of name only", cn(host, sequence(explicit(0, oid("1.3.6.1.4.1.311.20.2.3"), explicit(0, tagged(12, []byte("u@x"))))), host))
	m.leaf("CN in PrintableString fits, no SAN", func(p *parts) {
		p.leaf.subject = sequence(rdn("2.5.4.3", host, true))
		p.leaf.drop(xSAN)
	})
}

func (m *mint) namesBeside() {
	m.leaf("a name with an underscore beside", sans(dns("my_db.test", host), host))
	m.leaf("a wildcard label beside", sans(dns("*", host), host))
	m.leaf("a name with NUL beside", sans(dns("a\x00b", host), host))
	m.leaf("a Latin-1 name beside", sans(dns("b\xfccher.test", host), host))
	m.leaf("an address of 3 bytes beside", sans(sequence(implicit(2, []byte(host)), implicit(7, []byte{127, 0, 1})), host))
	m.leaf("an email address without @ beside", sans(sequence(implicit(2, []byte(host)), implicit(1, []byte("nobody"))), host))
	m.leaf("a URI without scheme beside", sans(sequence(implicit(2, []byte(host)), implicit(6, []byte("nothing here"))), host))
	m.leaf("label of 64 letters beside", sans(dns(strings.Repeat("a", 64)+".test", host), host))
	for _, e := range []struct {
		name, dial string
		san        []byte
	}{{"trailing dot dialled", host + ".", dns(host)}, {"trailing dot in both", host + ".", dns(host + ".")}, {"trailing dot dialled, CN", host + ".", nil}} {
		m.leaf(e.name, func(p *parts) {
			p.leaf.set(xSAN, false, e.san)
			p.leaf.subject = called(host)
			p.dial = e.dial
			p.stock = true
		})
	}
}
