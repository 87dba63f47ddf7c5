package readers

import (
	"strings"
)

func (m *mint) leafExamples() {
	eku := func(list ...string) func(*parts) { return func(p *parts) { p.leaf.set(xEKU, false, uses(list...)) } }
	m.leaf("EKU clientAuth", eku(client))
	m.leaf("EKU both", eku(client, server))
	m.leaf("EKU any", eku(anyUse))
	m.leaf("EKU email", eku(email))
	m.leaf("EKU code signing", eku(code))
	m.leaf("EKU empty", eku())
	m.leaf("EKU server gated", eku("2.16.840.1.113730.4.1"))
	m.leaf("EKU unknown", eku("1.3.6.1.4.1.99999.1"))
	m.leaf("no EKU", func(p *parts) { p.leaf.drop(xEKU) })
	m.leaf("EKU critical", func(p *parts) { p.leaf.set(xEKU, true, uses(server)) })
}

func (m *mint) usageExamples() {
	ku := func(bits ...int) func(*parts) { return func(p *parts) { p.leaf.set(xKU, true, usage(bits...)) } }
	m.leaf("no keyUsage", func(p *parts) { p.leaf.drop(xKU) })
	m.leaf("keyUsage keyEncipherment", ku(bitEncipher))
	m.leaf("keyUsage keyAgreement", ku(bitAgree))
	m.leaf("keyUsage nonRepudiation", ku(bitCommit))
	m.leaf("keyUsage dataEncipherment", ku(3))
	m.leaf("keyUsage keyCertSign", ku(bitCertSign))
	m.leaf("keyUsage empty", ku())
	rsaBoth := func(p *parts) { p.key = m.rsaKey }
	m.keyed("RSA, keyUsage keyEncipherment", false, rsaBoth, ku(bitEncipher))
	m.keyed("RSA, keyUsage dataEncipherment", false, rsaBoth, ku(3))
	m.leaf("keyUsage keyCertSign too", ku(bitSign, bitCertSign))
	m.leaf("leaf CA:TRUE", func(p *parts) { p.leaf.set(xBC, true, basic(true, -1)) })
	m.leaf("leaf CA:TRUE, not critical", func(p *parts) { p.leaf.set(xBC, false, basic(true, -1)) })
	m.leaf("leaf CA:TRUE without keyUsage", func(p *parts) { p.leaf.set(xBC, true, basic(true, -1)); p.leaf.drop(xKU) })
	m.leaf("leaf CA:TRUE without SKI", func(p *parts) { p.leaf.set(xBC, true, basic(true, -1)); p.leaf.drop(xSKI) })
	m.leaf("leaf CA:TRUE with keyCertSign only", func(p *parts) { p.leaf.set(xBC, true, basic(true, -1)); p.leaf.set(xKU, true, usage(bitCertSign)) })
	m.leaf("leaf path length without CA", func(p *parts) { p.leaf.set(xBC, true, basic(false, 0)) })
	m.leaf("leaf without basicConstraints", func(p *parts) { p.leaf.drop(xBC) })
	m.leaf("v1 leaf, CN fits", func(p *parts) { p.leaf.version = 1; p.leaf.subject = called(host) })
	m.leaf("v3 leaf without extensions, CN fits", func(p *parts) { p.leaf.exts = nil; p.leaf.subject = called(host) })
	m.leaf("v2 leaf with extensions", func(p *parts) { p.leaf.version = 2 })
}

func (m *mint) oddLeaves() {
	m.leaf("unknown critical extension", func(p *parts) { p.leaf.set("1.3.6.1.4.1.99999.2", true, null) })
	m.leaf("unknown extension", func(p *parts) { p.leaf.set("1.3.6.1.4.1.99999.2", false, null) })
	m.leaf("unknown critical extension in the root", func(p *parts) { p.root.set("1.3.6.1.4.1.99999.2", true, null) })
	m.below("unknown critical extension in the intermediate", func(p *parts) { p.mid.set("1.3.6.1.4.1.99999.2", true, null) })
	m.leaf("duplicate extension", func(p *parts) { p.leaf.exts = append(p.leaf.exts, ext{xEKU, false, uses(server)}) })
	m.leaf("duplicate unknown extension", func(p *parts) {
		p.leaf.exts = append(p.leaf.exts, ext{"1.3.6.1.4.1.99999.2", false, null}, ext{"1.3.6.1.4.1.99999.2", false, null})
	})
	m.leaf("negative serial number", func(p *parts) { p.leaf.serial = []byte{0x90, 1, 2, 3} })
	m.leaf("serial number zero", func(p *parts) { p.leaf.serial = []byte{0} })
	m.leaf("serial number of 21 bytes", func(p *parts) { p.leaf.serial = []byte("A23456789012345678901") })
	m.leaf("serial number of 40 bytes", func(p *parts) { p.leaf.serial = []byte("A234567890123456789012345678901234567890") })
	m.leaf("root serial number zero", func(p *parts) { p.root.serial = []byte{0} })
	m.leaf("root serial number negative", func(p *parts) { p.root.serial = []byte{0x90, 1, 2} })
	m.leaf("serial number of the root", func(p *parts) { p.leaf.serial = p.root.serial })
}

func (m *mint) subjectsAndTypes() {
	m.leaf("empty subject", func(p *parts) { p.leaf.subject = sequence() })
	m.leaf("empty subject, critical SAN", func(p *parts) { p.leaf.subject = sequence(); p.leaf.set(xSAN, true, dns(host)) })
	m.leaf("must-staple", func(p *parts) { p.leaf.set(xStaple, false, sequence(integer(5))) })
	m.leaf("Netscape type: client", func(p *parts) { p.leaf.set(xNetscape, false, usage(0)) })
	m.leaf("Netscape type: server", func(p *parts) { p.leaf.set(xNetscape, false, usage(1)) })
	for _, n := range []int{0, 1, 5} {
		use := []string{"client", "server", "", "", "", "SSL CA"}[n]
		m.leaf("no EKU, Netscape type: "+use, func(p *parts) { p.leaf.drop(xEKU); p.leaf.set(xNetscape, false, usage(n)) })
		m.leaf("EKU email, Netscape type: "+use, func(p *parts) { p.leaf.set(xEKU, false, uses(email)); p.leaf.set(xNetscape, false, usage(n)) })
	}
	m.leaf("subject equals issuer", func(p *parts) { p.leaf.subject = p.root.subject })
	m.leaf("country of three letters", func(p *parts) { p.leaf.subject = sequence(rdn("2.5.4.6", "CHN", true), rdn("2.5.4.3", "x", false)) })
	m.leaf("issuer in another string type", func(p *parts) { p.issuerOfLeaf = sequence(rdn("2.5.4.3", cnOf(p.root.subject), true)) })
	m.leaf("issuer in other case", func(p *parts) { p.issuerOfLeaf = called("ROOT" + cnOf(p.root.subject)[4:]) })
	m.leaf("critical policies", func(p *parts) { p.leaf.set(xPolicies, true, sequence(sequence(oid("1.3.6.1.4.1.99999.9")))) })
	m.leaf("policy demanded by the root, none there", func(p *parts) { p.root.set("2.5.29.36", true, sequence(implicit(0, []byte{0}))) })
	m.leaf("broken signature", func(p *parts) { p.leaf.spoil = true })
	m.below("broken signature of the intermediate", func(p *parts) { p.mid.spoil = true })
}

func cnOf(name []byte) string { return string(name[len(name)-8:]) }

func (m *mint) formExamples() {
	for _, x := range []struct {
		name, oid string
		value     []byte
	}{
		{"policyConstraints", "2.5.29.36", sequence(implicit(1, []byte{1}))},
		{"policies demanded", "2.5.29.36", sequence(implicit(0, []byte{0}))},
		{"inhibitAnyPolicy", "2.5.29.54", integer(0)},
		{"policyMappings", "2.5.29.33", sequence(sequence(oid("1.3.6.1.4.1.99999.9"), oid("1.3.6.1.4.1.99999.8")))},
		{"certificatePolicies", xPolicies, sequence(sequence(oid("1.3.6.1.4.1.99999.9")))},
		{"cRLDistributionPoints", "2.5.29.31", sequence(sequence(explicit(0, explicit(0, implicit(6, []byte("http://127.0.0.1:1/crl"))))))},
		{"authorityInfoAccess", "1.3.6.1.5.5.7.1.1", sequence(sequence(oid("1.3.6.1.5.5.7.48.1"), implicit(6, []byte("http://127.0.0.1:1/ocsp"))))},
		{"issuerAltName", "2.5.29.18", dns("issuer.test")},
		{"must-staple", xStaple, sequence(integer(5))},
		{"nsCertType", xNetscape, usage(1, 5)},
		{"extKeyUsage", xEKU, uses(server)},
		{"subjectKeyIdentifier", xSKI, octets([]byte("12345678901234567890"))},
		{"private", "1.3.6.1.4.1.99999.2", null},
	} {
		m.leaf("critical "+x.name+" in the leaf", func(p *parts) { p.leaf.set(x.oid, true, x.value) })
		m.below("critical "+x.name+" in the intermediate", func(p *parts) {
			p.mid.set(x.oid, true, x.value)
			if x.oid == xSKI {
				p.leaf.set(xAKI, false, aki([]byte("12345678901234567890")))
			}
		})
		m.leaf("critical "+x.name+" in the root", func(p *parts) {
			p.root.set(x.oid, true, x.value)
			if x.oid == xSKI {
				p.leaf.set(xAKI, false, aki([]byte("12345678901234567890")))
			}
		})
	}
}

func (m *mint) oddForms() {
	m.below("duplicate extension in the intermediate", func(p *parts) {
		p.mid.exts = append(p.mid.exts, ext{xKU, true, usage(bitCertSign)})
	})
	m.leaf("duplicate extension in the root", func(p *parts) {
		p.root.exts = append(p.root.exts, ext{xKU, true, usage(bitCertSign)})
	})
	m.leaf("duplicate SAN", func(p *parts) { p.leaf.exts = append(p.leaf.exts, ext{xSAN, false, dns(host)}) })
	m.below("negative serial number of the intermediate", func(p *parts) { p.mid.serial = []byte{0x90, 1} })
	m.below("leaf with the serial number of the root, other issuer", func(p *parts) { p.leaf.serial = p.root.serial })
	m.below("intermediate with the serial number of the root", func(p *parts) { p.mid.serial = p.root.serial })
	m.leaf("no serial bytes beyond zero: 00 80", func(p *parts) { p.leaf.serial = []byte{0, 0x80} })
	m.leaf("empty subject and no SAN", func(p *parts) { p.leaf.subject = sequence(); p.leaf.drop(xSAN) })
	m.leaf("empty subject, address, SAN not critical", func(p *parts) {
		p.leaf.subject = sequence()
		p.leaf.set(xSAN, false, ipName("127.0.0.1"))
		p.dial = "127.0.0.1"
	})
	m.below("v1 intermediate and root", func(p *parts) { p.mid.version = 1; p.root.version = 1 })
	m.leaf("v4 leaf", func(p *parts) { p.leaf.version = 4 })
	m.leaf("v2 root with extensions", func(p *parts) { p.root.version = 2 })
	m.leaf("v3 root without extensions, leaf too, CN fits", func(p *parts) {
		p.root.exts, p.leaf.exts = nil, nil
		p.leaf.subject = called(host)
	})
	m.leaf("v1 root and v1 leaf, CN fits", func(p *parts) {
		p.root.version, p.leaf.version = 1, 1
		p.leaf.subject = called(host)
	})
	m.leaf("must-staple of another feature", func(p *parts) { p.leaf.set(xStaple, false, sequence(integer(17))) })
	m.below("issuer of the intermediate in other case", func(p *parts) { p.issuerOfMid = called("ROOT" + cnOf(p.root.subject)[4:]) })
	m.leaf("issuer with more blanks", func(p *parts) { p.issuerOfLeaf = called("Root  " + cnOf(p.root.subject)[5:]) })
	m.leaf("country in UTF8String", func(p *parts) { p.leaf.subject = sequence(rdn("2.5.4.6", "CN", false), rdn("2.5.4.3", "x", false)) })
	m.leaf("CN of 100 letters", func(p *parts) { p.leaf.subject = called(strings.Repeat("a", 100)) })
	m.leaf("explicit default critical FALSE", func(p *parts) { p.leaf.set("1.3.6.1.4.1.99999.3", false, null) })
}
