package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"reflect"
	"slices"
	"strings"
	"syscall"

	"certwright/model"
)

// fail notes what stopped an attempt.
func fail(ctx context.Context, a *model.Attempt, err error) {
	a.Trouble, a.Error, a.Ended = classify(ctx, err), err.Error(), model.EndFailed
	if number, ok := remoteAlert(err); ok {
		a.Alert = number
	}
}

// classify sorts an error by its type. ctx is the attempt's: its end looks like a timeout on the connection.
func classify(ctx context.Context, err error) model.Trouble {
	var dns *net.DNSError
	var header tls.RecordHeaderError
	var refused refusedError
	_, alert := remoteAlert(err)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return model.TroubleCancelled
	case alert:
		return model.TroubleAlert
	case errors.As(err, &refused):
		return model.TroubleStartTLS
	case errors.As(err, &header):
		switch h := header.RecordHeader; {
		case !looksLikeTLS(h):
			return model.TroubleNotTLS
		case int(h[3])<<8|int(h[4]) > largestRecord:
			return model.TroubleOversized
		}
		return model.TroubleLocal // TLS, but not what may come now
	case ctx.Err() != nil, errors.Is(err, os.ErrDeadlineExceeded), isTimeout(err):
		return model.TroubleTimeout
	case errors.As(err, &dns):
		return model.TroubleDNS
	case errors.Is(err, syscall.ECONNREFUSED):
		return model.TroubleRefused
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return model.TroubleNoRoute
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNABORTED):
		return model.TroubleReset
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return model.TroubleClosed
	case strings.Contains(err.Error(), "exceeds maximum"): // crypto/tls has no type for it
		return model.TroubleOversized
	}
	return model.TroubleLocal
}

// cutShort reports a connection that ended before crypto/tls had the five bytes of a record's header, with bytes that begin
// no record: a SOCKS or MQTT server says no in two or four.
func cutShort(a model.Attempt) bool {
	said := func(m model.Message) bool { return m.Direction == model.FromServer && m.Kind != model.KindPlain }
	return (a.Trouble == model.TroubleClosed || a.Trouble == model.TroubleReset) && !a.Complete && len(a.FirstBytes) > 0 &&
		!slices.ContainsFunc(a.Messages, said)
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

// largestRecord is what a record may hold in TLS 1.3, encrypted (RFC 8446 section 5.2); a little more is allowed before.
const largestRecord = 1<<14 + 256

// looksLikeTLS reports whether five bytes can be a TLS record header: a known content type and major version 3.
func looksLikeTLS(h [5]byte) bool { return h[0] >= 20 && h[0] <= 24 && h[1] == 3 }

// remoteAlert gives the number of an alert that the server sent. On TCP crypto/tls hides it in an unexported
// uint8 inside a net.OpError with Op "remote error"; tls.AlertError exists for QUIC only.
func remoteAlert(err error) (int, bool) {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" {
		return -1, false
	}
	if v := reflect.ValueOf(op.Err); v.Kind() == reflect.Uint8 {
		return int(v.Uint()), true
	}
	return -1, false
}
