package wire

import (
	"bytes"
	"strconv"

	"golang.org/x/crypto/cryptobyte"

	"certwright/model"
)

// findExtension returns the first extension of a type.
func findExtension(exts cryptobyte.String, typ uint16) (bool, cryptobyte.String) {
	for !exts.Empty() {
		var t uint16
		var data cryptobyte.String
		if !exts.ReadUint16(&t) || !exts.ReadUint16LengthPrefixed(&data) {
			break
		}
		if t == typ {
			return true, data
		}
	}
	return false, nil
}

// extensions reads the extensions of a message: the values that have a field of their own, then the
// names of all. One that cannot be read does not stop the others.
func (d *decoder) extensions(h *half, message int, exts cryptobyte.String, f *fields) bool {
	if exts.Empty() {
		return true
	}
	var names []string
	ok := true
	for !exts.Empty() {
		var typ uint16
		var data cryptobyte.String
		if !exts.ReadUint16(&typ) || !exts.ReadUint16LengthPrefixed(&data) {
			ok = false
			break
		}
		names = append(names, ExtensionName(typ))
		ok = d.extension(h, message, typ, data, f) && ok
	}
	f.add(model.FieldExtensions, names...)
	return ok
}

// extension reads one extension.
func (d *decoder) extension(h *half, message int, typ uint16, s cryptobyte.String, f *fields) bool {
	switch typ {
	case extServerName:
		return serverName(s, f)
	case extALPN:
		return d.alpn(h, s, f)
	case extSupportedVersions:
		return message != typeClientHello || listField(s, 1, model.FieldVersions, VersionName, f)
	case extSupportedGroups:
		return listField(s, 2, model.FieldGroups, GroupName, f)
	case extSignatureAlgorithms:
		return listField(s, 2, model.FieldSchemes, SchemeName, f)
	case extKeyShare:
		return d.keyShare(message, s, f)
	case extPreSharedKey:
		return d.preSharedKey(message, f)
	case extEarlyData:
		return earlyData(message, s, f)
	case extCookie:
		var cookie cryptobyte.String
		ok := s.ReadUint16LengthPrefixed(&cookie)
		f.addInt(model.FieldCookie, len(cookie))
		return ok
	case extCertAuthorities:
		return d.authorities(h, message, s, f)
	case extSCT:
		return timestamps(message, s, f)
	}
	return true
}

// listField reads a list of 16-bit code points behind a length of lenBytes bytes.
func listField(s cryptobyte.String, lenBytes int, key string, name func(uint16) string, f *fields) bool {
	var list cryptobyte.String
	read := s.ReadUint16LengthPrefixed
	if lenBytes == 1 {
		read = s.ReadUint8LengthPrefixed
	}
	if !read(&list) {
		return false
	}
	ids, ok := readUint16s(list)
	f.add(key, namesOf(ids, name)...)
	return ok && s.Empty()
}

// serverName reads the host names of RFC 6066 section 3; the server's answer is empty.
func serverName(s cryptobyte.String, f *fields) bool {
	if s.Empty() {
		return true
	}
	var list cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&list) {
		return false
	}
	for !list.Empty() {
		var kind uint8
		var name cryptobyte.String
		if !list.ReadUint8(&kind) || !list.ReadUint16LengthPrefixed(&name) {
			return false
		}
		if kind == 0 {
			f.add(model.FieldSNI, string(name))
		}
	}
	return s.Empty()
}

// alpn reads RFC 7301 section 3.1.
func (d *decoder) alpn(h *half, s cryptobyte.String, f *fields) bool {
	var list cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&list) {
		return false
	}
	var protocols []string
	for !list.Empty() {
		var p cryptobyte.String
		if !list.ReadUint8LengthPrefixed(&p) {
			return false
		}
		protocols = append(protocols, string(p))
	}
	f.add(model.FieldALPN, protocols...)
	if h == &d.server && len(protocols) > 0 {
		d.out.ALPN = protocols[0]
	}
	return s.Empty()
}

// keyShare reads the groups of RFC 8446 section 4.2.8: several in a ClientHello, one in the answer,
// and only its name in a HelloRetryRequest.
func (d *decoder) keyShare(message int, s cryptobyte.String, f *fields) bool {
	var key cryptobyte.String
	if message == typeClientHello {
		var list cryptobyte.String
		if !s.ReadUint16LengthPrefixed(&list) {
			return false
		}
		var groups []uint16
		for !list.Empty() {
			var g uint16
			if !list.ReadUint16(&g) || !list.ReadUint16LengthPrefixed(&key) {
				return false
			}
			groups = append(groups, g)
		}
		f.add(model.FieldKeyShares, namesOf(groups, GroupName)...)
		return s.Empty()
	}
	var group uint16
	if !s.ReadUint16(&group) {
		return false
	}
	d.out.Group = group
	f.add(model.FieldGroup, GroupName(group))
	return s.Empty() || s.ReadUint16LengthPrefixed(&key) && s.Empty()
}

// preSharedKey says that a session is offered or taken up (RFC 8446 section 4.2.11).
func (d *decoder) preSharedKey(message int, f *fields) bool {
	if message == typeServerHello {
		d.out.Resumed = true
		f.add(model.FieldPSK, "accepted")
		return true
	}
	f.add(model.FieldPSK, "offered")
	return true
}

// earlyData reads RFC 8446 section 4.2.10.
func earlyData(message int, s cryptobyte.String, f *fields) bool {
	switch message {
	case typeClientHello:
		f.add(model.FieldEarlyData, "offered")
	case typeEncryptedExtensions:
		f.add(model.FieldEarlyData, "accepted")
	case typeNewSessionTicket:
		var most uint32
		if !s.ReadUint32(&most) {
			return false
		}
		f.add(model.FieldEarlyData, strconv.FormatUint(uint64(most), 10))
	}
	return s.Empty()
}

// timestamps counts signed certificate timestamps (RFC 6962 section 3.3).
func timestamps(message int, s cryptobyte.String, f *fields) bool {
	if message == typeClientHello || message == typeCertificateRequest {
		return true // only a wish for them
	}
	var list cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&list) {
		return false
	}
	n := 0
	for ; !list.Empty(); n++ {
		var sct cryptobyte.String
		if !list.ReadUint16LengthPrefixed(&sct) {
			return false
		}
	}
	f.addInt(model.FieldSCT, n)
	return s.Empty()
}

// authorities reads a list of names (RFC 8446 section 4.2.4, RFC 5246 section 7.4.4).
func (d *decoder) authorities(h *half, message int, s cryptobyte.String, f *fields) bool {
	var list cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&list) {
		return false
	}
	var raw [][]byte
	texts := []string{}
	ok := true
	for ok && !list.Empty() {
		var name cryptobyte.String
		if ok = list.ReadUint16LengthPrefixed(&name); ok {
			raw = append(raw, bytes.Clone(name))
			texts = append(texts, nameText(name))
		}
	}
	f.add(model.FieldCAs, texts...)
	if h == &d.server && message == typeCertificateRequest {
		d.out.AcceptableCAs = raw
	}
	return ok && s.Empty()
}
