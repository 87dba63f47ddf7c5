package diagnose

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
)

// dice makes choices from fuzzed bytes.
type dice struct{ bytes []byte }

func (d *dice) next(n int) int {
	if len(d.bytes) < 2 || n <= 0 {
		return 0
	}
	v := binary.LittleEndian.Uint16(d.bytes)
	d.bytes = d.bytes[2:]
	return int(v) % n
}

func (d *dice) yes() bool { return d.next(2) == 1 }

func pick[T any](d *dice, list ...T) T { return list[d.next(len(list))] }

// FuzzFindings: whatever was seen, the rules do not panic, give each finding the evidence that its words need, say the
// same when asked twice, and never call a dial healthy that did not end well.
func FuzzFindings(f *testing.F) {
	world := newWorld(f)
	for i := range 64 {
		seed := make([]byte, 96)
		for j := range seed {
			seed[j] = byte(i*31 + j*7)
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o, k := world.observe(&dice{data})
		found := Findings(o, k)
		for _, x := range found {
			info := model.Info(x.Code)
			require.NotEmpty(t, info.Keys, "%s is in no table", x.Code)
			for _, key := range info.Keys {
				require.True(t, slices.ContainsFunc(x.Evidence, func(e model.Fact) bool { return e.Key == key }), "%s lacks %s", x.Code, key)
			}
			require.True(t, x.Variant == "" || slices.Contains(info.Variants, x.Variant), "%s has no variant %s", x.Code, x.Variant)
			require.NotEmpty(t, x.Party)
			require.NotEmpty(t, x.Certainty)
		}
		require.Equal(t, found, Findings(o, k))
		if a, ok := o.Main(); ok && (!a.Complete || a.Trouble != model.TroubleNone) {
			require.False(t, model.OK(found), "a dial with trouble %q (complete: %v, alert %d) is called healthy", a.Trouble, a.Complete, a.Alert)
		}
	})
}

// world holds certificates to observe: making keys for every input would be all that the fuzzer does.
type world struct {
	ders   [][]byte
	parsed []*x509.Certificate
}

func newWorld(f *testing.F) *world {
	w := &world{ders: [][]byte{nil, {1, 2, 3}}}
	now := time.Now()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(f, err)
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "root"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	for i, ekus := range [][]x509.ExtKeyUsage{nil, {x509.ExtKeyUsageServerAuth}, {x509.ExtKeyUsageClientAuth}} {
		for j, ends := range []time.Duration{time.Hour, -time.Minute} {
			leaf := &x509.Certificate{SerialNumber: big.NewInt(int64(10*i + j + 2)), Subject: pkix.Name{CommonName: "leaf"}, DNSNames: []string{"localhost"}, ExtKeyUsage: ekus, NotBefore: now.Add(-2 * time.Hour), NotAfter: now.Add(ends)}
			w.add(f, leaf, root, key)
		}
	}
	w.add(f, root, root, key)
	for i, ends := range []time.Duration{time.Hour, -time.Minute} { // intermediates, one of them for servers only, and who stands below
		middle := &x509.Certificate{SerialNumber: big.NewInt(int64(100 + i)), Subject: pkix.Name{CommonName: "middle"}, NotBefore: root.NotBefore, NotAfter: now.Add(ends), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
		if i == 1 {
			middle.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		}
		w.add(f, middle, root, key)
		w.add(f, &x509.Certificate{SerialNumber: big.NewInt(int64(200 + i)), Subject: pkix.Name{CommonName: "below"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}, NotBefore: root.NotBefore, NotAfter: now.Add(time.Hour)}, middle, key)
	}
	return w
}

func (w *world) add(f *testing.F, template, parent *x509.Certificate, key *ecdsa.PrivateKey) {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, key)
	require.NoError(f, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(f, err)
	w.ders, w.parsed = append(w.ders, der), append(w.parsed, cert)
}

func (w *world) observe(d *dice) (model.Observation, Known) {
	o := model.Observation{Done: true, Started: time.Now(), Now: time.Now()}
	o.Dial = model.Dial{Host: pick(d, "localhost", "127.0.0.1", "10.0.1.10"), Port: pick(d, "443", "2379", "5432", "2376"), Strangers: d.yes()}
	for range d.next(4) {
		o.Attempts = append(o.Attempts, w.attempt(d))
	}
	o.Told = d.next(len(o.Attempts) + 1)
	if d.yes() {
		s := w.attempt(d)
		o.Stranger = &s
	}
	k := Known{Trust: "root", System: d.yes()}
	for range d.next(3) {
		k.Roots = append(k.Roots, pick(d, w.parsed...))
	}
	if d.yes() {
		k.Client, k.Ref = []*x509.Certificate{pick(d, w.parsed...)}, "root/leaf"
		for range d.next(4) {
			k.Client = append(k.Client, pick(d, w.parsed...))
		}
	}
	for range d.next(3) {
		leaf := pick(d, w.parsed...)
		k.Held = append(k.Held, Held{Identity: model.Identity{Name: "leaf", Authority: "root"}, Leaf: leaf, Issuer: pick(d, w.parsed...), CanSign: d.yes()})
	}
	return o, k
}

func (w *world) attempt(d *dice) model.Attempt {
	a := model.Attempt{
		Purpose: pick(d, "first", "every-suite", "raw-hello", "raw-other-name", "raw-suites", "raw-groups", "raw-schemes", "raw-scheme", "no-alpn", "more-alpn", "plaintext", model.PurposeNoName, model.PurposePlainQuestion, model.PurposeTLSAtOnce, model.PurposeOtherRole),
		Address: "127.0.0.1:443", Alert: -1, Complete: d.yes(), Asked: d.yes(), Sent: d.yes(), LateAlert: d.yes(),
		Phase: pick(d, model.PhaseResolve, model.PhaseConnect, model.PhaseStartTLS, model.PhaseHello, model.PhaseHandshake, model.PhaseAfter, model.PhaseHTTP, model.PhaseDone),
		Trouble: pick(d, model.TroubleNone, model.TroubleNone, model.TroubleDNS, model.TroubleRefused, model.TroubleNoRoute, model.TroubleTimeout, model.TroubleReset, model.TroubleClosed,
			model.TroubleNotTLS, model.TroubleLocal, model.TroubleOversized, model.TroubleCancelled, model.TroubleStartTLS, model.TroubleAlert),
		Version: pick(d, "", "TLS 1.3", "TLS 1.2", "TLS 1.0"), Suite: pick(d, "", "TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA"),
		FirstBytes: []byte(pick(d, "", "HTTP/1.1 400", "SSH-2.0-x", "220 mail", "\x00\x01")), Lacks: pick(d, "", "suite", "group", "scheme"),
	}
	if a.Trouble == model.TroubleAlert {
		a.Alert = d.next(256)
	}
	for range d.next(3) {
		a.ServerDER = append(a.ServerDER, pick(d, w.ders...))
	}
	if d.yes() {
		a.AcceptableCAs = [][]byte{pick(d, w.parsed...).RawSubject}
		a.CANames = []string{"root"}
	}
	if d.yes() {
		a.Reply = &model.Reply{Protocol: pick(d, "postgres", "smtp", "ldap"), Refused: d.yes(), Code: pick(d, "", "28000", "password", "ok"),
			Text: pick(d, "", "connection requires a valid client certificate", "role \"x\" does not exist", certificateFailed)}
	}
	if d.yes() {
		a.Local = "127.0.0.1"
		a.Messages = []model.Message{{Name: "NewSessionTicket", Direction: model.FromServer, Kind: model.KindHandshake}}
	}
	if d.yes() {
		a.WouldWithhold = "not on the list"
	}
	if d.yes() {
		a.HTTP = &model.HTTPAnswer{Status: pick(d, 200, 400, 401, 403, 404, 495, 496), Title: pick(d, "", "400 No required SSL certificate was sent"), Date: pick(d, time.Time{}, time.Now().Add(72*time.Hour))}
	}
	return a
}
