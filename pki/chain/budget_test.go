package chain

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
)

// prompt only tells a hang from work: these take well under a second on an idle machine, but many times that with the race
// detector and coverage beside other tests. That the work is bounded is shown by what is found: the budget that ran out.
const prompt = 2 * time.Minute

// promptly fails when a judgement takes so long that no budget can have been at work.
func promptly(t *testing.T, in Input) Result {
	t.Helper()
	done := make(chan Result, 1)
	start := time.Now()
	go func() { done <- Verify(in) }()
	select {
	case r := <-done:
		t.Logf("%v: %v", time.Since(start).Round(time.Millisecond), fatal(r))
		return r
	case <-time.After(prompt):
		t.Fatal("the work is not bounded")
	}
	return Result{}
}

// TestCrossSignedSameName: a hundred authorities of one name, each signed by each, none trusted; then one that is.
func TestCrossSignedSameName(t *testing.T) {
	keys := keyPool()
	var sent []*made
	for i := range 10 {
		for j := range 10 {
			signer := &made{&x509.Certificate{Subject: pkix.Name{CommonName: "Mesh"}}, keys[j], nil}
			sent = append(sent, Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "Mesh"}, IsCA: true, KeyUsage: x509.KeyUsageCertSign,
				DNSNames: []string{fmt.Sprintf("%d.%d.test", i, j)}}, signer, keys[i]))
		}
	}
	l := sent[0].leaf(t, "server.test")
	got := promptly(t, ask(l, sent, root(t, "Elsewhere")))
	require.False(t, got.OK)
	require.Contains(t, fatal(got), "chain-too-complex")
	trusted := promptly(t, ask(l, sent, sent[3]))
	require.True(t, trusted.OK || trusted.Findings[0].Code == model.ChainTooComplex)
}

// TestLongChain: a hundred certificates are judged whole. Go's own bound is a hundred signatures.
func TestLongChain(t *testing.T) {
	r := root(t, "Test Root")
	var sent []*made
	top := r
	for i := range 99 {
		top = Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: fmt.Sprintf("CA %d", i)}, IsCA: true, KeyUsage: x509.KeyUsageCertSign,
			PermittedDNSDomains: []string{"test"}}, top, keyPool()[i%24])
		sent = append([]*made{top}, sent...)
	}
	l := top.leaf(t, "server.test")
	got := promptly(t, ask(l, sent, r))
	require.Empty(t, fatal(got))
	require.Len(t, got.Paths[0], 101)
	one := top.ca(t, "One too many")
	got = promptly(t, ask(one.leaf(t, "server.test"), append(sending(one), sent...), r))
	require.Equal(t, []string{"chain-too-complex"}, fatal(got), "Go gives up after 100 signatures")
}

// TestManyConstraints: 10,000 entries of each kind against 20,000 names, and against 200,000.
func TestManyConstraints(t *testing.T) {
	var dns []string
	var nets []*net.IPNet
	for i := range 10_000 {
		dns = append(dns, fmt.Sprintf("d%d.test", i))
		nets = append(nets, &net.IPNet{IP: net.IPv4(10, byte(i>>8), byte(i), 0).To4(), Mask: net.CIDRMask(24, 32)})
	}
	r := root(t, "Test Root", func(c *x509.Certificate) {
		c.PermittedDNSDomains, c.ExcludedIPRanges = append(dns, "server.test"), nets
	})
	for _, n := range []int{20_000, 200_000} {
		var names []string
		for i := range n {
			names = append(names, fmt.Sprintf("n%d.d%d.test", i, i%10_000))
		}
		l := r.leaf(t, "server.test", func(c *x509.Certificate) { c.DNSNames = append(names, "server.test"); c.IPAddresses = ips("192.0.2.1") })
		require.Empty(t, fatal(promptly(t, ask(l, nil, r))))
		bad := r.leaf(t, "server.test", func(c *x509.Certificate) { c.DNSNames = append(names, "server.test", "evil.example") })
		require.Equal(t, []string{"name-constraint-violated"}, fatal(promptly(t, ask(bad, nil, r))))
	}
}

// TestConstraintsAtEveryLevel: so many comparisons that the budget ends them; what was not compared is not called good.
func TestConstraintsAtEveryLevel(t *testing.T) {
	r := root(t, "Test Root")
	var sent []*made
	top := r
	for i := range 50 {
		top = Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: fmt.Sprintf("CA %d", i)}, IsCA: true, KeyUsage: x509.KeyUsageCertSign,
			PermittedDNSDomains: []string{"test"}}, top, keyPool()[i%24])
		sent = append([]*made{top}, sent...)
	}
	var names []string
	for i := range 50_000 {
		names = append(names, fmt.Sprintf("n%d.server.test", i))
	}
	l := top.leaf(t, "server.test", func(c *x509.Certificate) { c.DNSNames = append(names, "server.test") })
	got := promptly(t, ask(l, sent, r))
	require.Equal(t, []string{"chain-too-complex"}, fatal(got))
	require.Equal(t, "names", only(t, got).Value("limit"))
}

// TestManyRoots: a store of thousands, of which one counts, and thousands of strangers of one name.
func TestManyRoots(t *testing.T) {
	r := root(t, "Test Root")
	in := ask(r.leaf(t, "server.test"), nil)
	stranger := root(t, "Test Root")
	for range 150 {
		in.Roots = append(in.Roots, Sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "Test Root"}, IsCA: true, KeyUsage: x509.KeyUsageCertSign},
			nil, stranger.key, func(c *x509.Certificate) { c.SubjectKeyId = []byte{1} }).Certificate)
	}
	in.Roots = append(in.Roots, r.Certificate)
	require.Empty(t, fatal(promptly(t, in)), "the key identifier leads to the right one")
	in.Roots = in.Roots[:150]
	require.Contains(t, fatal(promptly(t, in)), "issuer-same-name-other-key")
}
