package wire

import (
	"crypto/tls"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"certwright/model"
)

// tls13Talk is a whole mutual TLS 1.3 handshake with Go's own server.
var tls13Talk = []string{
	"> ClientHello", "< ServerHello", "< EncryptedExtensions", "< CertificateRequest", "< Certificate",
	"< CertificateVerify", "< Finished", "> Certificate", "> CertificateVerify", "> Finished",
}

func TestEverySuiteOfGoIsReadable(t *testing.T) {
	ca := newAuthority(t, "suite-ca")
	withRSA, withECDSA := ca.issue(t, "rsa", true), ca.issue(t, "ecdsa", false)
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		for _, version := range s.SupportedVersions {
			if version == tls.VersionTLS13 {
				continue // the client cannot choose among the suites of TLS 1.3
			}
			t.Run(VersionName(version)+" "+s.Name, func(t *testing.T) {
				cert := withRSA
				if strings.Contains(s.Name, "_ECDSA_") {
					cert = withECDSA
				}
				server := &tls.Config{Certificates: []tls.Certificate{cert}, CipherSuites: []uint16{s.ID}, MinVersion: version,
					ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: ca.pool}
				client := &tls.Config{RootCAs: ca.pool, ServerName: "localhost", CipherSuites: []uint16{s.ID},
					MinVersion: version, MaxVersion: version, Certificates: []tls.Certificate{withECDSA}}
				d := dial(t, serve(t, server), client, &Secrets{}, nil)
				d.exchange(t)
				tr := d.transcript()
				requireReadable(t, tr)
				require.Equal(t, version, tr.Version)
				require.Equal(t, s.ID, tr.Suite)
				want := []string{"> ClientHello", "< ServerHello", "< Certificate"}
				if strings.Contains(s.Name, "ECDHE") {
					want = append(want, "< ServerKeyExchange")
				}
				want = append(want, "< CertificateRequest", "< ServerHelloDone", "> Certificate", "> ClientKeyExchange",
					"> CertificateVerify", "> Finished", "< Finished", "> Alert close_notify", "< Alert close_notify")
				require.Equal(t, want, handshakeTalk(tr))
				finished, _ := tr.Find(model.FromServer, "Finished")
				require.True(t, finished.Encrypted)
				require.Len(t, finished.First(model.FieldVerifyData), 24)
				require.Equal(t, cert.Certificate, tr.ServerChain)
				require.Equal(t, withECDSA.Certificate, tr.ClientChain)
			})
		}
	}
}

func TestTLS13MutualHandshake(t *testing.T) {
	ca := newAuthority(t, "pouch_test")
	cert := ca.issue(t, "etcd-1", false)
	cert.OCSPStaple = []byte("a staple is carried, not judged")
	cert.SignedCertificateTimestamps = [][]byte{[]byte("one"), []byte("two")}
	server := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert,
		ClientCAs: ca.pool, NextProtos: []string{"http/1.1"}}
	client := &tls.Config{RootCAs: ca.pool, ServerName: "localhost", NextProtos: []string{"h2", "http/1.1"},
		Certificates: []tls.Certificate{ca.issue(t, "admin", false)}, ClientSessionCache: tls.NewLRUClientSessionCache(1)}
	d := dial(t, serve(t, server), client, &Secrets{}, nil)
	d.exchange(t)
	tr := d.transcript()
	requireReadable(t, tr)
	require.Equal(t, append(append([]string{}, tls13Talk...), "< NewSessionTicket", "> Alert close_notify", "< Alert close_notify"), handshakeTalk(tr))

	hello, _ := tr.Find(model.ToServer, "ClientHello")
	require.Equal(t, 1, hello.Type)
	require.Equal(t, []string{"localhost"}, hello.Get(model.FieldSNI))
	require.Equal(t, []string{"h2", "http/1.1"}, hello.Get(model.FieldALPN))
	require.Equal(t, "TLS 1.3", hello.First(model.FieldVersions))
	require.Contains(t, hello.Get(model.FieldGroups), "X25519MLKEM768")
	require.Contains(t, hello.Get(model.FieldKeyShares), "X25519MLKEM768")
	require.False(t, hello.Encrypted)
	answer, _ := tr.Find(model.FromServer, "ServerHello")
	require.Equal(t, "TLS 1.3", answer.First(model.FieldVersion))
	require.Equal(t, "X25519MLKEM768", answer.First(model.FieldGroup))
	require.Greater(t, answer.Size, 1100)
	asked, _ := tr.Find(model.FromServer, "CertificateRequest")
	require.Equal(t, []string{`CN=pouch_test,O=Wire\, Ltd`}, asked.Get(model.FieldCAs))
	require.Contains(t, asked.Get(model.FieldSchemes), "ecdsa_secp256r1_sha256")
	chain, _ := tr.Find(model.FromServer, "Certificate")
	require.Equal(t, []string{"CN=etcd-1", "CN=pouch_test"}, chain.Get(model.FieldCerts))
	require.Equal(t, "2", chain.First(model.FieldCertCount))
	require.Equal(t, "2", chain.First(model.FieldSCT))
	require.Equal(t, model.KeysHandshake, chain.First(model.FieldKeys))
	proof, _ := tr.Find(model.ToServer, "CertificateVerify")
	require.Equal(t, "ecdsa_secp256r1_sha256", proof.First(model.FieldScheme))
	ticket, _ := tr.Find(model.FromServer, "NewSessionTicket")
	require.Equal(t, "604800", ticket.First(model.FieldLifetime))

	require.Equal(t, "http/1.1", tr.ALPN)
	require.Equal(t, uint16(tls.X25519MLKEM768), tr.Group)
	require.True(t, tr.Asked)
	require.Equal(t, [][]byte{ca.cert.RawSubject}, tr.AcceptableCAs)
	require.Equal(t, cert.OCSPStaple, tr.OCSPStaple)
	require.Equal(t, cert.Certificate, tr.ServerChain)
	require.Equal(t, client.Certificates[0].Certificate, tr.ClientChain)
	state := d.conn.ConnectionState()
	require.Equal(t, state.CipherSuite, tr.Suite)
	require.Equal(t, state.CurveID, tls.CurveID(tr.Group))
}

func TestLateAlertAfterOurFinished(t *testing.T) {
	ca := newAuthority(t, "late-ca")
	server := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, "server", false)}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: ca.pool}
	d := dial(t, serve(t, server), &tls.Config{RootCAs: ca.pool, ServerName: "localhost"}, &Secrets{}, nil)
	require.NoError(t, d.err, "TLS 1.3 tells the client nothing before its first read")
	_, err := io.ReadAll(d.conn)
	require.ErrorContains(t, err, "certificate required")
	tr := d.transcript()
	requireReadable(t, tr)
	require.Equal(t, []Alert{{At: tr.Alerts[0].At, Direction: model.FromServer, Level: 2, Number: 116, Encrypted: true}}, tr.Alerts)
	require.True(t, tr.Alerts[0].Fatal(tr.Version))
	require.True(t, tr.ClientChainSent)
	require.Empty(t, tr.ClientChain)
	sent, _ := tr.Find(model.ToServer, "Certificate")
	require.Equal(t, "0", sent.First(model.FieldCertCount))
	require.Equal(t, []string{}, sent.Get(model.FieldCerts))
	alert := tr.Messages[len(tr.Messages)-1]
	require.Equal(t, 116, alert.Type)
	require.Equal(t, "fatal", alert.First(model.FieldAlertLevel))
	require.Equal(t, model.KeysApplication, alert.First(model.FieldKeys))
}

func TestOurAbortShowsWhatCameAfter(t *testing.T) {
	ca, other := newAuthority(t, "right-ca"), newAuthority(t, "wrong-ca")
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(VersionName(version), func(t *testing.T) {
			server := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, "server", false)}}
			d := dial(t, serve(t, server), &tls.Config{RootCAs: other.pool, ServerName: "localhost", MaxVersion: version}, &Secrets{}, nil)
			require.Error(t, d.err)
			tr := d.transcript()
			requireReadable(t, tr)
			require.Len(t, tr.Alerts, 1)
			require.Equal(t, model.ToServer, tr.Alerts[0].Direction)
			require.Equal(t, 42, tr.Alerts[0].Number)
			require.Len(t, tr.ServerChain, 2)
			if version == tls.VersionTLS13 {
				require.Contains(t, talk(tr), "< Finished", "came in the same read as the certificate we refused")
			}
		})
	}
}

func TestHelloRetryRequest(t *testing.T) {
	ca := newAuthority(t, "retry-ca")
	server := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, "server", false)}, CurvePreferences: []tls.CurveID{tls.CurveP384}}
	d := dial(t, serve(t, server), &tls.Config{RootCAs: ca.pool, ServerName: "localhost"}, &Secrets{}, nil)
	d.exchange(t)
	tr := d.transcript()
	requireReadable(t, tr)
	require.Equal(t, []string{"> ClientHello", "< HelloRetryRequest", "> ClientHello", "< ServerHello"}, handshakeTalk(tr)[:4])
	require.True(t, tr.Retried)
	retry, _ := tr.Find(model.FromServer, "HelloRetryRequest")
	require.Equal(t, 2, retry.Type)
	require.Equal(t, "secp384r1", retry.First(model.FieldGroup))
	require.Equal(t, uint16(tls.CurveP384), tr.Group)
}

func TestResumption(t *testing.T) {
	ca := newAuthority(t, "resume-ca")
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(VersionName(version), func(t *testing.T) {
			address := serve(t, &tls.Config{Certificates: []tls.Certificate{ca.issue(t, "server", false)}, MaxVersion: version})
			client := &tls.Config{RootCAs: ca.pool, ServerName: "localhost", ClientSessionCache: tls.NewLRUClientSessionCache(1)}
			secrets := &Secrets{}
			first := dial(t, address, client, secrets, nil)
			first.exchange(t)
			require.False(t, first.transcript().Resumed)
			second := dial(t, address, client, secrets, nil)
			second.exchange(t)
			require.True(t, second.conn.ConnectionState().DidResume)
			tr := second.transcript()
			requireReadable(t, tr)
			require.True(t, tr.Resumed)
			require.Empty(t, tr.ServerChain)
			hello, _ := tr.Find(model.FromServer, "ServerHello")
			if version == tls.VersionTLS13 {
				require.Equal(t, "accepted", hello.First(model.FieldPSK))
				return
			}
			require.Equal(t, "resumed", hello.First(model.FieldSession))
			require.Equal(t, []string{"> ClientHello", "< ServerHello", "< NewSessionTicket", "< Finished", "> Finished"}, handshakeTalk(tr)[:5])

			// Without the secrets of the connection before, what is sealed is listed with the reason.
			alone := Decode(second.recorder.Snapshot(), &Secrets{})
			sealed := filter(alone.Messages, func(m model.Message) bool { return m.Kind == model.KindOpaque })
			require.NotEmpty(t, sealed)
			require.Equal(t, []string{model.OpaqueNoSecret}, sealed[0].Get(model.FieldOpaqueWhy))
			require.Equal(t, "handshake", sealed[0].First(model.FieldRecordType))
		})
	}
}
