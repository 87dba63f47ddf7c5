package probe

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"certwright/model"
)

// etcd takes the user from the common name of the client's certificate when authentication is on. TLS lets in whoever has
// a certificate of its CA; that nobody of this name exists is said only to an RPC. Its HTTP gateway does not look at names.

// etcdWait bounds the whole conversation with an etcd.
const etcdWait = 2 * time.Second

// gRPC status codes (grpc.io, "Status codes and their use in gRPC").
const grpcPermissionDenied = "7"

// resemblesEtcd: it let our certificate in, agreed on no protocol of the web, and has no page: an etcd, or one of few others.
func resemblesEtcd(a model.Attempt) bool {
	return a.Sent && a.Complete && a.Trouble == model.TroubleNone && a.ALPN == "" && a.HTTP != nil && a.HTTP.Status == http.StatusNotFound
}

// askEtcd reads nothing: it asks for the number of keys under a name that it makes up and, where that is not allowed,
// whether the user of our certificate exists. The attempt is kept only where he does not.
func (p *prober) askEtcd(ctx context.Context, first plan) {
	ctx, cancel := context.WithTimeout(ctx, min(etcdWait, p.Dial.Timeout))
	defer cancel()
	client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, DialTLSContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		d := tls.Dialer{Config: &tls.Config{ServerName: first.sni, NextProtos: []string{"h2"}, InsecureSkipVerify: true, // judged already
			GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return p.Certificate, nil }}}
		conn, err := d.DialContext(ctx, "tcp", first.address)
		if c, ok := conn.(*tls.Conn); ok && c.ConnectionState().NegotiatedProtocol != "h2" {
			c.Close() // no gRPC, so no etcd: it is told nothing that it would take for a request
			return nil, errors.New("no HTTP/2")
		}
		return conn, err
	}}}
	defer client.CloseIdleConnections()
	count := append(protoBytes(1, "certwright"), 0x38, 1, 0x48, 1) // key, serializable, count_only
	code, said := p.grpc(ctx, client, first, "/etcdserverpb.KV/Range", count)
	if code != grpcPermissionDenied {
		return
	}
	if _, user := p.grpc(ctx, client, first, "/etcdserverpb.Auth/UserGet", protoBytes(1, p.user())); user == etcdNoUser {
		p.add(model.Attempt{Purpose: model.PurposeEtcd, Address: first.address, Phase: model.PhaseDone, Alert: -1, Ended: model.EndReply,
			Reply: &model.Reply{Protocol: "etcd", Refused: true, Code: code, Text: said + "; " + user}})
	}
}

const etcdNoUser = "etcdserver: user name not found"

// protoBytes is one length-delimited field of a protocol buffer.
func protoBytes(field byte, value string) []byte {
	return append(binary.AppendUvarint([]byte{field<<3 | 2}, uint64(len(value))), value...)
}

// grpc makes one unary call and returns its status: the code as a number, "" when there was no answer, and the message.
func (p *prober) grpc(ctx context.Context, client *http.Client, pl plan, method string, message []byte) (code, said string) {
	frame := append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message))), message...)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+pl.address+method, bytes.NewReader(frame))
	if err != nil {
		return "", ""
	}
	request.Header.Set("Content-Type", "application/grpc")
	request.Header.Set("TE", "trailers")
	response, err := client.Do(request)
	if err != nil {
		return "", ""
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, httpLimit)) // the trailers come behind the body
	for _, from := range []http.Header{response.Header, response.Trailer} {
		if code := from.Get("Grpc-Status"); code != "" {
			said := from.Get("Grpc-Message")
			return code, said[:min(len(said), titleLimit)]
		}
	}
	return "", ""
}
