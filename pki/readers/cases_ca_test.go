package readers

func rootDrop(ids ...string) func(*parts) { return func(p *parts) { p.root.drop(ids...) } }

func midDrop(ids ...string) func(*parts) { return func(p *parts) { p.mid.drop(ids...) } }

func (m *mint) rootExamples() {
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
}

func (m *mint) middleExamples() {
	m.below("v1 intermediate", func(p *parts) { p.mid.version = 1 })
	m.below("intermediate without basicConstraints", midDrop(xBC))
	m.below("intermediate without extensions", midDrop(xBC, xKU, xSKI, xAKI))
	m.below("intermediate CA:FALSE", func(p *parts) { p.mid.set(xBC, true, basic(false, -1)) })
	m.below("intermediate basicConstraints not critical", func(p *parts) { p.mid.set(xBC, false, basic(true, 0)) })
	m.below("intermediate without keyUsage", midDrop(xKU))
	m.below("intermediate without keyCertSign", func(p *parts) { p.mid.set(xKU, true, usage(bitSign)) })
	m.below("intermediate without AKI", midDrop(xAKI))
	m.below("intermediate without SKI", midDrop(xSKI))
}

func (m *mint) linkExamples() {
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
}

func (m *mint) netscapeExamples() {
	m.leaf("EKU unknown, Netscape type: server", func(p *parts) {
		p.leaf.set(xEKU, false, uses("1.3.6.1.4.1.99999.1"))
		p.leaf.set(xNetscape, false, usage(0, 1))
	})
}

func (m *mint) identifiersAgain() {
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
