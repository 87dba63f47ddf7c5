package chain

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
)

// dice makes the choices of a random chain. One seed is one chain, but for signatures and serial numbers.
type dice struct{ *mathrand.Rand }

func (d dice) one(of int) bool { return d.IntN(of) == 0 }

func pick[T any](d dice, list ...T) T { return list[d.IntN(len(list))] }

var randomNames = []string{"server.test", "*.test", "a.server.test", "SERVER.TEST", "other.example", "*.server.test", ".test",
	"", "server.test.", "10.0.0.1", "bad name", "*", "xn--fsq.test"}

var randomConstraints = []string{"test", "server.test", ".test", "", "example", "a.server.test", "TEST", "est", "*.test", ".server.test"}

var randomMails = []string{"a@server.test", "A@SERVER.test", "b@a.server.test", "\"q\"@test", "nobody", "a@b@test", ".a@test"}

var randomURIs = []string{"https://server.test/x", "https://a.server.test:80/", "urn:x", "https://10.0.0.1/", "spiffe://test/a", "https://[::1]/"}

func (d dice) nets() []*net.IPNet {
	_, n, _ := net.ParseCIDR(pick(d, "10.0.0.0/8", "10.0.0.1/32", "0.0.0.0/0", "::/0", "192.0.2.0/24", "::ffff:0:0/96", "2001:db8::/32"))
	return []*net.IPNet{n}
}

// spoil changes a template in one of the ways that matter to some rule.
func (d dice) spoil(c *x509.Certificate) {
	oid := func(n int) []x509.OID {
		o, _ := x509.OIDFromInts([]uint64{1, 2, 3, uint64(n)})
		return []x509.OID{o}
	}
	anyOID, _ := x509.OIDFromInts([]uint64{2, 5, 29, 32, 0})
	ways := []func(){
		func() { c.NotAfter = noon.Add(time.Duration(d.IntN(3)-1) * time.Second) },
		func() { c.NotBefore = noon.Add(time.Duration(d.IntN(3)-1) * time.Second) },
		func() { c.IsCA = !c.IsCA },
		func() { c.BasicConstraintsValid, c.IsCA = false, false },
		func() { c.MaxPathLen, c.MaxPathLenZero = d.IntN(3), true },
		func() { c.KeyUsage = x509.KeyUsage(d.IntN(512)) },
		func() { c.ExtKeyUsage = nil },
		func() { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsage(d.IntN(5))} },
		func() { c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{{1, 2, 3}} },
		func() {
			c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: oidEKU, Value: []byte{0x30, 0}})
		},
		func() { c.PermittedDNSDomains = []string{pick(d, randomConstraints...), pick(d, randomConstraints...)} },
		func() { c.ExcludedDNSDomains = []string{pick(d, randomConstraints...)} },
		func() { c.PermittedIPRanges = d.nets() },
		func() { c.ExcludedIPRanges = d.nets() },
		func() { c.PermittedEmailAddresses = []string{pick(d, "test", "a@server.test", ".test", "server.test")} },
		func() { c.ExcludedEmailAddresses = []string{pick(d, "test", "a@server.test", ".test", "server.test")} },
		func() { c.PermittedURIDomains = []string{pick(d, randomConstraints...)} },
		func() { c.ExcludedURIDomains = []string{pick(d, randomConstraints...)} },
		func() { c.PermittedDNSDomainsCritical = true },
		func() { c.DNSNames = []string{pick(d, randomNames...), pick(d, randomNames...)} },
		func() { c.DNSNames = nil },
		func() { c.IPAddresses = ips(pick(d, "10.0.0.1", "127.0.0.1", "2001:db8::1")) },
		func() { c.IPAddresses = []net.IP{net.ParseIP("::ffff:10.0.0.1")} },
		func() { c.EmailAddresses = []string{pick(d, randomMails...)} },
		func() { u, _ := url.Parse(pick(d, randomURIs...)); c.URIs = []*url.URL{u} },
		func() { c.Policies = oid(d.IntN(2)) },
		func() { c.Policies = []x509.OID{anyOID} },
		func() {
			c.PolicyMappings = []x509.PolicyMapping{{IssuerDomainPolicy: oid(d.IntN(2))[0], SubjectDomainPolicy: oid(d.IntN(2))[0]}}
		},
		func() { c.RequireExplicitPolicy, c.RequireExplicitPolicyZero = d.IntN(2), true },
		func() { c.InhibitAnyPolicy, c.InhibitAnyPolicyZero = d.IntN(2), true },
		func() { c.InhibitPolicyMapping, c.InhibitPolicyMappingZero = d.IntN(2), true },
		func() { c.ExtraExtensions = append(c.ExtraExtensions, dirNameConstraint(d.one(2))) },
		func() {
			c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: d.one(2), Value: []byte{5, 0}})
		},
		func() { c.AuthorityKeyId = []byte{1, 2, 3} },
		func() { c.SubjectKeyId = []byte{1, 2, 3} },
		func() { c.SerialNumber = new(big.Int) },
		func() { c.Subject = pkix.Name{} },
		func() { c.Subject.CommonName = pick(d, "Random Root 0", "Random CA 0", "Random CA 1") },
		func() { c.SignatureAlgorithm = x509.ECDSAWithSHA384 },
	}
	ways[d.IntN(len(ways))]()
}

// dirNameConstraint permits CN=Random CA 0 only, which Go does not understand.
func dirNameConstraint(critical bool) pkix.Extension {
	dn, _ := asn1.Marshal(pkix.Name{CommonName: "Random CA 0"}.ToRDNSequence())
	base := append([]byte{0xa4, byte(len(dn))}, dn...)
	tree := append([]byte{0x30, byte(len(base))}, base...)
	permitted := append([]byte{0xa0, byte(len(tree))}, tree...)
	return pkix.Extension{Id: oidNameConstraints, Critical: critical, Value: append([]byte{0x30, byte(len(permitted))}, permitted...)}
}

// grown is a random hierarchy under construction.
type grown struct {
	d    dice
	all  []*made
	keys []crypto.Signer
}

// sign adds a certificate; templates that CreateCertificate refuses, or that do not parse, are left out.
func (g *grown) sign(tmpl x509.Certificate, by *made) *made {
	key := g.keys[g.d.IntN(len(g.keys))]
	tmpl.SerialNumber = big.NewInt(g.d.Int64N(1000) + 1)
	tmpl.NotBefore, tmpl.NotAfter = noon.Add(-time.Hour), noon.AddDate(1, 0, 0)
	for n := 0; n < 4 && g.d.one(4); n++ {
		g.d.spoil(&tmpl)
	}
	parent, signer := &tmpl, key
	if by != nil {
		parent, signer = by.Certificate, by.key
	}
	if g.d.one(25) {
		signer = g.keys[g.d.IntN(len(g.keys))] // the wrong key; refused unless the template's parent has no key
		parent = &x509.Certificate{RawSubject: parent.RawSubject, Subject: parent.Subject, SubjectKeyId: parent.SubjectKeyId}
	}
	der, err := x509.CreateCertificate(rand.Reader, &tmpl, parent, key.Public(), signer)
	if err != nil {
		return nil
	}
	if g.d.one(60) {
		der[len(der)-1-g.d.IntN(min(len(der), 300))] ^= 1 << g.d.IntN(8)
	}
	x, err := x509.ParseCertificate(der)
	if err != nil {
		return nil
	}
	m := &made{x, key, by}
	g.all = append(g.all, m)
	return m
}

// randomInput grows roots, authorities, cross-signatures and a leaf, and sends and trusts some of them in some order.
func randomInput(d dice) (Input, bool) {
	g := &grown{d: d, keys: keyPool()[:3+d.IntN(6)]}
	ca := x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign, MaxPathLen: -1}
	named := func(kind string, n int) x509.Certificate {
		c := ca
		c.Subject = pkix.Name{CommonName: "Random " + kind + " " + strconv.Itoa(n)}
		return c
	}
	in := Input{Now: noon, Purpose: pick(d, AnyPurpose, Server, Server, Client), Name: pick(d, "", "server.test", "a.server.test", "10.0.0.1"), TrustName: "t"}
	for i := range 1 + d.IntN(2) {
		if m := g.sign(named("Root", i), nil); m != nil {
			in.Roots = append(in.Roots, m.Certificate)
		}
	}
	for i := range d.IntN(5) {
		if len(g.all) > 0 {
			g.sign(named("CA", i%3), g.all[d.IntN(len(g.all))])
		}
	}
	if len(g.all) == 0 {
		return in, false
	}
	leaf := g.sign(x509.Certificate{Subject: pkix.Name{CommonName: "leaf"}, DNSNames: []string{"server.test"}, KeyUsage: x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}, g.all[len(g.all)-1])
	if leaf == nil {
		return in, false
	}
	in.Leaf = leaf.Certificate
	d.Shuffle(len(g.all), func(i, j int) { g.all[i], g.all[j] = g.all[j], g.all[i] })
	for _, m := range g.all {
		if !d.one(8) && (m != leaf || d.one(20)) {
			in.Sent = append(in.Sent, m.Certificate)
		}
		if d.one(15) {
			in.Roots = append(in.Roots, m.Certificate)
		}
	}
	return in, true
}

// goSays is Go's verdict on the same input.
func goSays(in Input) error {
	_, err := in.Leaf.Verify(goOptions(in))
	return err
}

// TestNeverMoreLenientThanGo: whatever Go refuses, our rules refuse, and not only because goRefuses has the last word.
func TestNeverMoreLenientThanGo(t *testing.T) {
	n := 4_000
	if testing.Short() {
		n = 2_000
	}
	alone := map[string]int{}
	var accepted, refused, stricter, saved int
	for seed := range n {
		in, ok := randomInput(seeded(seed))
		if !ok {
			continue
		}
		goErr := goSays(in)
		ours := judge(in)
		final := Verify(in)
		switch {
		case goErr == nil && final.OK:
			accepted++
		case goErr == nil:
			stricter++
			for _, c := range fatal(final) {
				alone[c]++
			}
		default:
			refused++
			require.False(t, final.OK, "seed %d: Go says %v", seed, goErr)
			if model.OK(ours.Findings) {
				saved++
				t.Logf("seed %d: only Go knows: %v", seed, goErr)
			}
		}
		if final.OK != model.OK(final.Findings) {
			t.Fatalf("seed %d: OK is not what the findings say", seed)
		}
	}
	t.Logf("%d accepted by both, %d refused by both, %d refused by us alone, %d by Go's last word alone; ours: %v", accepted, refused, stricter, saved, alone)
	require.Greater(t, accepted, n/20, "the generator makes too few good chains to prove anything")
	require.Zero(t, saved, "a rule of ours is missing")
}

func seeded(seed int) dice { return dice{mathrand.New(mathrand.NewPCG(uint64(seed), 7))} }

// bytesOf lets a fuzzer choose: two bytes are one decision, and a fixed sequence follows when they are used up.
type bytesOf struct {
	data []byte
	rest *mathrand.PCG
}

func (b *bytesOf) Uint64() uint64 {
	if len(b.data) < 2 {
		return b.rest.Uint64()
	}
	n := uint64(b.data[0])<<8 | uint64(b.data[1])
	b.data = b.data[2:]
	return n * 0x9e3779b97f4a7c15
}

// FuzzVerify holds the promise against inputs that the fuzzer composes, then against the leaf with one byte changed.
func FuzzVerify(f *testing.F) {
	f.Add([]byte("certwright"), uint16(0), byte(0))
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, uint16(200), byte(1))
	f.Fuzz(func(t *testing.T, data []byte, at uint16, flip byte) {
		in, ok := randomInput(dice{mathrand.New(&bytesOf{data, mathrand.NewPCG(1, 2)})})
		if !ok {
			return
		}
		if flip != 0 {
			der := append([]byte(nil), in.Leaf.Raw...)
			der[int(at)%len(der)] ^= flip
			in.DER = [][]byte{der}
			if in.Leaf = parse(der); in.Leaf == nil {
				require.False(t, Verify(in).OK, "an unreadable leaf was called good")
				return
			}
		}
		got := Verify(in)
		if err := goSays(in); err != nil {
			require.False(t, got.OK, "Go says %v", err)
		}
		require.Equal(t, model.OK(got.Findings), got.OK)
	})
}
