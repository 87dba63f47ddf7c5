package readers

import (
	"strconv"

	cb "golang.org/x/crypto/cryptobyte/asn1"
)

func (m *mint) caExamples() {
	rootDrop := func(ids ...string) func(*parts) { return func(p *parts) { p.root.drop(ids...) } }
	midDrop := func(ids ...string) func(*parts) { return func(p *parts) { p.mid.drop(ids...) } }
	m.leaf("v1 root", func(p *parts) { p.root.version = 1; p.leaf.drop(xAKI) })
	m.leaf("v1 root, leaf with AKI", func(p *parts) { p.root.version = 1 })
	m.leaf("root without extensions", rootDrop(xBC, xKU, xSKI, xAKI))
	m.leaf("root without basicConstraints", rootDrop(xBC))
	m.leaf("root CA:FALSE", func(p *parts) { p.root.set(xBC, true, basic(false, -1)) })
	m.leaf("root basicConstraints not critical", func(p *parts) { p.root.set(xBC, false, basic(true, -1)) })
	m.leaf("root without keyUsage", rootDrop(xKU))
	m.leaf("root keyUsage not critical", func(p *parts) { p.root.set(xKU, false, usage(bitCertSign, bitCRL)) })
	m.leaf("root without keyCertSign", func(p *parts) { p.root.set(xKU, true, usage(bitSign)) })
	m.leaf("root without SKI", func(p *parts) { p.root.drop(xSKI, xAKI) })
	m.leaf("root without AKI", rootDrop(xAKI))
	m.leaf("root as openssl req -x509 without config", func(p *parts) { p.root.drop(xKU) })
	m.below("intermediate with an empty subject", func(p *parts) { p.mid.subject = sequence() })
	m.below("root with an empty subject", func(p *parts) { p.root.subject = sequence() })
	m.leaf("root with an empty subject, no intermediate", func(p *parts) { p.root.subject = sequence() })
	m.below("v1 intermediate", func(p *parts) { p.mid.version = 1 })
	m.below("intermediate without basicConstraints", midDrop(xBC))
	m.below("intermediate without extensions", midDrop(xBC, xKU, xSKI, xAKI))
	m.below("intermediate CA:FALSE", func(p *parts) { p.mid.set(xBC, true, basic(false, -1)) })
	m.below("intermediate basicConstraints not critical", func(p *parts) { p.mid.set(xBC, false, basic(true, 0)) })
	m.below("intermediate without keyUsage", midDrop(xKU))
	m.below("intermediate without keyCertSign", func(p *parts) { p.mid.set(xKU, true, usage(bitSign)) })
	m.below("intermediate without AKI", midDrop(xAKI))
	m.below("intermediate without SKI", midDrop(xSKI))
	m.leaf("leaf without AKI", func(p *parts) { p.leaf.drop(xAKI) })
	m.leaf("leaf without SKI", func(p *parts) { p.leaf.drop(xSKI) })
	m.leaf("leaf AKI of another key", func(p *parts) { p.leaf.set(xAKI, false, aki([]byte("another key id 12345"))) })
	m.leaf("leaf AKI of another serial number", func(p *parts) {
		p.leaf.set(xAKI, false, sequence(explicit(1, explicit(4, p.root.subject)), implicit(2, []byte{0x51, 0x52})))
	})
	m.leaf("leaf AKI with the issuer's serial number", func(p *parts) {
		p.leaf.set(xAKI, false, sequence(implicit(0, keyID(p.root.spki)), explicit(1, explicit(4, p.root.subject)), implicit(2, p.root.serial)))
	})
	m.leaf("leaf AKI critical", func(p *parts) { p.leaf.set(xAKI, true, aki(keyID(p.root.spki))) })
	m.below("path length exceeded", func(p *parts) { p.root.set(xBC, true, basic(true, 0)) })
	m.below("intermediate with a path length but no keyCertSign CA", func(p *parts) { p.mid.set(xBC, true, basic(false, 0)) })
	m.below("intermediate EKU clientAuth", func(p *parts) { p.mid.set(xEKU, false, uses(client)) })
	m.below("intermediate EKU serverAuth", func(p *parts) { p.mid.set(xEKU, false, uses(server)) })
	m.below("intermediate EKU any", func(p *parts) { p.mid.set(xEKU, false, uses(anyUse)) })
	m.leaf("root EKU clientAuth", func(p *parts) { p.root.set(xEKU, false, uses(client)) })
	m.leaf("root EKU codeSigning", func(p *parts) { p.root.set(xEKU, false, uses(code)) })
	m.leaf("name constraint fits", func(p *parts) { p.root.set(xNC, true, constraint(true, "test")) })
	m.leaf("name constraint of another domain", func(p *parts) { p.root.set(xNC, true, constraint(true, "example.com")) })
	m.leaf("name constraint excludes", func(p *parts) { p.root.set(xNC, true, constraint(false, "server.test")) })
	m.leaf("name constraint not critical", func(p *parts) { p.root.set(xNC, false, constraint(true, "test")) })
	m.leaf("name constraint not critical, of another domain", func(p *parts) { p.root.set(xNC, false, constraint(true, "example.com")) })
	m.leaf("name constraint with a leading dot", func(p *parts) { p.root.set(xNC, true, constraint(true, ".test")) })
	m.leaf("name constraint of another domain, CN only", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "example.com"))
		p.leaf.subject = called(host)
		p.leaf.drop(xSAN)
	})
	m.leaf("name constraint against an address", func(p *parts) {
		p.root.set(xNC, true, sequence(explicit(0, sequence(implicit(7, []byte{10, 0, 0, 0, 255, 0, 0, 0})))))
		p.leaf.set(xSAN, false, ipName("127.0.0.1"))
		p.dial = "127.0.0.1"
	})
	m.leaf("name constraint of a form Go does not know", func(p *parts) {
		p.root.set(xNC, true, sequence(explicit(0, sequence(explicit(4, called("x"))))))
	})
	m.below("name constraint in the intermediate", func(p *parts) { p.mid.set(xNC, true, constraint(true, "example.com")) })
}

func constraint(permitted bool, name string) []byte {
	n := 1
	if permitted {
		n = 0
	}
	return sequence(explicit(n, sequence(implicit(2, []byte(name)))))
}

func (m *mint) identifierExamples() {
	m.leaf("AKI without key identifier", func(p *parts) {
		p.leaf.set(xAKI, false, sequence(explicit(1, explicit(4, p.root.subject)), implicit(2, p.root.serial)))
	})
	m.below("AKI of another serial number below an intermediate", func(p *parts) {
		p.leaf.set(xAKI, false, sequence(explicit(1, explicit(4, p.root.subject)), implicit(2, []byte{0x51, 0x52})))
	})
	m.below("AKI of another key below an intermediate", func(p *parts) { p.leaf.set(xAKI, false, aki([]byte("another key id 12345"))) })
	m.below("intermediate AKI of another key", func(p *parts) { p.mid.set(xAKI, false, aki([]byte("another key id 12345"))) })
	m.below("intermediate AKI of another serial number", func(p *parts) {
		p.mid.set(xAKI, false, sequence(explicit(1, explicit(4, p.root.subject)), implicit(2, []byte{0x51, 0x52})))
	})
	m.leaf("EKU unknown, Netscape type: server", func(p *parts) {
		p.leaf.set(xEKU, false, uses("1.3.6.1.4.1.99999.1"))
		p.leaf.set(xNetscape, false, usage(0, 1))
	})
	m.below("name constraint of another domain in the intermediate, CN only", func(p *parts) {
		p.mid.set(xNC, true, constraint(true, "example.com"))
		p.leaf.subject = called(host)
		p.leaf.drop(xSAN)
	})
	for _, x := range []struct {
		name string
		san  []byte
	}{{"address", ipName("127.0.0.1")}, {"email", sequence(implicit(1, []byte("a@b.test")))}} {
		m.below("name constraint of another domain in the intermediate, CN and "+x.name+" SAN", func(p *parts) {
			p.mid.set(xNC, true, constraint(true, "example.com"))
			p.leaf.subject = called("127.0.0.1.server.test")
			p.leaf.set(xSAN, false, x.san)
			p.dial = "127.0.0.1.server.test"
			if x.name == "address" {
				p.dial = "127.0.0.1"
			}
		})
	}
	for _, cn := range []string{"10.0.0.1", "other_name.example", "*.other.example", "OTHER.example", "leaf", "-other.example", "other.example.", "other"} {
		m.below("name constraint in the intermediate, address SAN, CN "+cn, func(p *parts) {
			p.mid.set(xNC, true, constraint(true, "example.com"))
			p.leaf.subject = called(cn)
			p.leaf.set(xSAN, false, ipName("127.0.0.1"))
			p.dial = "127.0.0.1"
		})
	}
	for name, list := range map[string][]string{"none": nil, "both": {client, server}, "any and clientAuth": {anyUse, client}, "empty": {}} {
		m.below("name constraint in the intermediate, address SAN, CN is a name, EKU "+name, func(p *parts) {
			p.mid.set(xNC, true, constraint(true, "example.com"))
			p.leaf.subject = called("other.example")
			p.leaf.set(xSAN, false, ipName("127.0.0.1"))
			p.leaf.set(xEKU, false, uses(list...))
			if list == nil {
				p.leaf.drop(xEKU)
			}
			p.dial = "127.0.0.1"
		})
	}
	m.below("address constraint in the intermediate, DNS SAN, CN is an address", func(p *parts) {
		p.mid.set(xNC, true, sequence(explicit(0, sequence(implicit(7, []byte{127, 0, 0, 0, 255, 0, 0, 0})))))
		p.leaf.subject = called("10.0.0.1")
	})
	m.below("name constraint in the upper intermediate, CN of the lower is a host name", func(p *parts) {
		p.mid.subject = called("issuing.example")
		twoIntermediates(1)(p)
		p.constrainUpper = constraint(true, "test")
	})
	m.below("name constraint in the upper intermediate, SAN of the lower lies outside", func(p *parts) {
		p.mid.set(xSAN, false, dns("issuing.example"))
		twoIntermediates(1)(p)
		p.constrainUpper = constraint(true, "test")
	})
	m.below("email constraint in the intermediate, address in the subject", func(p *parts) {
		p.mid.set(xNC, true, sequence(explicit(0, sequence(implicit(1, []byte("example.com"))))))
		p.leaf.subject = sequence(rdn("2.5.4.3", "x", false), tagged(cb.SET, sequence(oid("1.2.840.113549.1.9.1"), tagged(22, []byte("a@other.test")))))
	})
	m.below("email constraint in the intermediate, address in the subject, no SAN", func(p *parts) {
		p.mid.set(xNC, true, sequence(explicit(0, sequence(implicit(1, []byte("example.com"))))))
		p.leaf.subject = sequence(rdn("2.5.4.3", host, false), tagged(cb.SET, sequence(oid("1.2.840.113549.1.9.1"), tagged(22, []byte("a@other.test")))))
		p.leaf.drop(xSAN)
	})
	m.below("more names times constraints than OpenSSL compares", func(p *parts) {
		var bases [][]byte
		var names []string
		for i := range 1050 {
			bases = append(bases, sequence(implicit(2, []byte("n"+strconv.Itoa(i)+".test"))))
			names = append(names, "n"+strconv.Itoa(i)+".test")
		}
		p.mid.set(xNC, true, sequence(explicit(0, bases...)))
		p.leaf.set(xSAN, false, dns(names...))
		p.dial = "n7.test"
	})
	m.below("directory name constraint in the intermediate", func(p *parts) {
		p.mid.set(xNC, true, sequence(explicit(0, sequence(explicit(4, sequence(rdn("2.5.4.10", "Org", false)))))))
	})
	m.below("email constraint in the intermediate", func(p *parts) {
		p.mid.set(xNC, true, sequence(explicit(0, sequence(implicit(1, []byte("example.com"))))))
		p.leaf.set(xSAN, false, sequence(implicit(2, []byte(host)), implicit(1, []byte("a@other.test"))))
	})
	m.below("URI constraint in the intermediate", func(p *parts) {
		p.mid.set(xNC, true, sequence(explicit(0, sequence(implicit(6, []byte("example.com"))))))
		p.leaf.set(xSAN, false, sequence(implicit(2, []byte(host)), implicit(6, []byte("https://other.test/"))))
	})
	m.leaf("leaf AKI of another key, CA without SKI", func(p *parts) {
		p.root.drop(xSKI, xAKI)
		p.leaf.set(xAKI, false, aki([]byte("another key id 12345")))
	})
	m.leaf("SKI critical", func(p *parts) { p.leaf.set(xSKI, true, octets(keyID(p.leaf.spki))) })
	m.leaf("root AKI of another key", func(p *parts) { p.root.set(xAKI, false, aki([]byte("another key id 12345"))) })
	m.leaf("keyUsage not critical", func(p *parts) { p.leaf.set(xKU, false, usage(bitSign)) })
	m.leaf("basicConstraints of the leaf not critical", func(p *parts) { p.leaf.set(xBC, false, basic(false, -1)) })
	m.leaf("root path length without keyCertSign and keyUsage", func(p *parts) { p.root.set(xBC, true, basic(true, 1)); p.root.drop(xKU) })
	m.leaf("root EKU any", func(p *parts) { p.root.set(xEKU, false, uses(anyUse)) })
	m.leaf("root EKU serverAuth", func(p *parts) { p.root.set(xEKU, false, uses(server)) })
	m.below("intermediate EKU codeSigning", func(p *parts) { p.mid.set(xEKU, false, uses(code)) })
	m.below("intermediate EKU email", func(p *parts) { p.mid.set(xEKU, false, uses(email)) })
	m.below("intermediate EKU server gated", func(p *parts) { p.mid.set(xEKU, false, uses("2.16.840.1.113730.4.1")) })
	m.below("intermediate EKU any and serverAuth", func(p *parts) { p.mid.set(xEKU, false, uses(anyUse, server)) })
	m.below("intermediate EKU both", func(p *parts) { p.mid.set(xEKU, false, uses(client, server)) })
	m.leaf("EKU any and clientAuth", func(p *parts) { p.leaf.set(xEKU, false, uses(anyUse, client)) })
	m.leaf("Netscape type: client, in the root", func(p *parts) { p.root.set(xNetscape, false, usage(0)) })
	m.below("Netscape type: server, in the intermediate", func(p *parts) { p.mid.set(xNetscape, false, usage(1)) })
	m.below("Netscape type: SSL CA, in the intermediate", func(p *parts) { p.mid.set(xNetscape, false, usage(5)) })
	m.leaf("Netscape type: SSL CA, in the leaf", func(p *parts) { p.leaf.set(xNetscape, false, usage(5)) })
}

func (m *mint) constraintExamples() {
	m.leaf("directory name constraint fits", func(p *parts) {
		p.leaf.subject = sequence(rdn("2.5.4.10", "Org", false), rdn("2.5.4.3", "leaf", false))
		p.root.set(xNC, true, sequence(explicit(0, sequence(explicit(4, sequence(rdn("2.5.4.10", "Org", false)))))))
	})
	m.leaf("directory name constraint excludes", func(p *parts) {
		p.leaf.subject = sequence(rdn("2.5.4.10", "Org", false), rdn("2.5.4.3", "leaf", false))
		p.root.set(xNC, true, sequence(explicit(1, sequence(explicit(4, sequence(rdn("2.5.4.10", "Org", false)))))))
	})
	m.leaf("address constraint fits", func(p *parts) {
		p.root.set(xNC, true, sequence(explicit(0, sequence(implicit(7, []byte{127, 0, 0, 0, 255, 0, 0, 0})))))
		p.leaf.set(xSAN, false, ipName("127.0.0.1"))
		p.dial = "127.0.0.1"
	})
	m.leaf("name constraint fits, wildcard SAN", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "server.test"))
		p.leaf.set(xSAN, false, dns("*.server.test"))
		p.dial = "a.server.test"
	})
	m.leaf("name constraint excludes a part of a wildcard", func(p *parts) {
		p.root.set(xNC, true, constraint(false, "b.server.test"))
		p.leaf.set(xSAN, false, dns("*.server.test"))
		p.dial = "a.server.test"
	})
	m.leaf("name constraint fits, a second name does not", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "server.test"))
		p.leaf.set(xSAN, false, dns(host, "other.example"))
	})
	m.leaf("name constraint of another domain, CN is no host name", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "server.test"))
		p.leaf.subject = called("Some Body")
	})
	m.leaf("name constraint of another domain, CN is a host name, SAN fits", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "server.test"))
		p.leaf.subject = called("other.example")
	})
	m.leaf("name constraint fits, CN only", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "server.test"))
		p.leaf.subject = called(host)
		p.leaf.drop(xSAN)
	})
	m.leaf("name constraint of another domain, no name of the kind", func(p *parts) {
		p.root.set(xNC, true, constraint(true, "example.com"))
		p.leaf.set(xSAN, false, ipName("127.0.0.1"))
		p.dial = "127.0.0.1"
	})
	m.below("name constraint with a leading dot in the intermediate", func(p *parts) { p.mid.set(xNC, true, constraint(true, ".test")) })
	m.below("name constraint not critical in the intermediate", func(p *parts) { p.mid.set(xNC, false, constraint(true, "test")) })
	m.leaf("name constraint in the leaf", func(p *parts) { p.leaf.set(xNC, true, constraint(true, "test")) })
}
