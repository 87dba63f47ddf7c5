package wire

// Record content types (RFC 8446 section 5.1, RFC 6520 for the heartbeat).
const (
	recordChangeCipherSpec = 20
	recordAlert            = 21
	recordHandshake        = 22
	recordData             = 23
	recordHeartbeat        = 24
)

const (
	recordHeader = 5
	// maxRecord is the most that any version allows: 2^14 bytes and 2048 of expansion (RFC 5246 section 6.2.3).
	maxRecord = 1<<14 + 2048
)

// record is one record: its body as sent, or its content once opened.
type record struct {
	typ     uint8
	version uint16 // of the header: no more than a hint
	header  []byte
	body    []byte
}

type recordState int

const (
	recordWhole recordState = iota
	recordShort             // more bytes are needed
	recordNone              // these bytes are no TLS record
)

// nextRecord cuts the first record off b; n is its length with the header. Bytes are called no TLS
// as soon as the first of them that cannot be has come.
func nextRecord(b []byte) (r record, n int, state recordState) {
	if len(b) == 0 {
		return r, 0, recordShort
	}
	if b[0] < recordChangeCipherSpec || b[0] > recordHeartbeat || len(b) > 1 && b[1] != 3 || len(b) > 2 && b[2] > 4 {
		return r, 0, recordNone
	}
	if len(b) < recordHeader {
		return r, 0, recordShort
	}
	n = int(b[3])<<8 | int(b[4])
	if n > maxRecord {
		return r, 0, recordNone
	}
	n += recordHeader
	if len(b) < n {
		return r, 0, recordShort
	}
	return record{typ: b[0], version: uint16(b[1])<<8 | uint16(b[2]), header: b[:recordHeader], body: b[recordHeader:n:n]}, n, recordWhole
}

func recordTypeName(typ uint8) string {
	switch typ {
	case recordChangeCipherSpec:
		return "change_cipher_spec"
	case recordAlert:
		return "alert"
	case recordHandshake:
		return "handshake"
	case recordData:
		return "application_data"
	case recordHeartbeat:
		return "heartbeat"
	}
	return unnamed(uint16(typ))
}
