package readers

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki/chain"
)

// goSays is the answer of a TLS peer in Go, asked without anything of this package: crypto/x509's Verify, and what crypto/tls
// demands beside it of the certificates that it is shown.
func goSays(in Input) bool {
	var sent []*x509.Certificate
	for _, der := range in.DER {
		c, err := x509.ParseCertificate(der)
		if err != nil || c.SerialNumber.Sign() < 0 || bitsOf(c) > 8192 {
			return false
		}
		sent = append(sent, c)
	}
	if len(sent) == 0 || !handshakes(sent[0]) {
		return false
	}
	opts := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: in.Now}
	for _, c := range sent[1:] {
		if bitsOf(c) == 0 || bitsOf(c) >= 1024 {
			opts.Intermediates.AddCert(c)
		}
	}
	for _, der := range in.Roots {
		if c, err := x509.ParseCertificate(der); err == nil && c.SerialNumber.Sign() >= 0 && (bitsOf(c) == 0 || bitsOf(c) >= 1024) {
			opts.Roots.AddCert(c)
		}
	}
	opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if in.Purpose == chain.Server {
		opts.KeyUsages, opts.DNSName = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, in.Name
		if in.Name == "" && len(sent[0].DNSNames)+len(sent[0].IPAddresses) == 0 {
			return false // whatever is dialled
		}
	}
	_, err := sent[0].Verify(opts)
	return err == nil
}

func bitsOf(c *x509.Certificate) int {
	if k, ok := c.PublicKey.(*rsa.PublicKey); ok {
		return k.N.BitLen()
	}
	return 0
}

func handshakes(c *x509.Certificate) bool {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return bitsOf(c) >= 1024
	case *ecdsa.PublicKey:
		return k.Curve != elliptic.P224()
	case ed25519.PublicKey:
		return true
	}
	return false
}

// holds checks what is true of every judgement.
func holds(t *testing.T, in Input) {
	t.Helper()
	rows := Judge(in)
	require.Len(t, rows, len(Readers()))
	for i, r := range rows {
		require.Equal(t, Readers()[i], r.Reader)
		require.Equal(t, len(r.Objections) == 0, r.Answer == model.AnswerYes, "%v", r)
		for _, o := range r.Objections {
			require.Contains(t, keys, o.Key)
			require.Equal(t, o.Key == "unreadable" || o.Key == "too-complex", r.Answer == model.AnswerUnknown, "%v", r)
		}
	}
	require.Equal(t, goSays(in), rows[0].Answer == model.AnswerYes, "%v", rows[0].Objections)
}

var keys = Keys()

// TestGoRow: the row of Go is crypto/x509's verdict, over all examples, whole and damaged, at other times and by other names.
func TestGoRow(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, use := range []string{"server", "client"} {
		m := everything(use)
		yes, own := 0, 0
		for _, e := range m.list {
			in := e.input(m.now)
			holds(t, in)
			for range 2 {
				holds(t, damaged(in, m, r))
			}
			row := Judge(in)[0]
			if row.Answer == model.AnswerYes {
				yes++
			} else if row.Objections[0].Key == "go" {
				own++
				t.Logf("only Go knows why: %s: %s", e.name, row.Objections[0].Detail)
			}
		}
		assert.Greater(t, yes, len(m.list)/4)
		assert.Less(t, own, len(m.list)/50)
	}
}

// damaged changes an input in one way: a bit, an order, what is trusted, the time, the name.
func damaged(in Input, m *mint, r *rand.Rand) Input {
	in.DER, in.Roots = slices.Clone(in.DER), slices.Clone(in.Roots)
	other := m.list[r.IntN(len(m.list))]
	switch r.IntN(8) {
	case 0, 1:
		in.DER[0] = flipped(in.DER[0], r)
	case 2:
		if len(in.Roots) > 0 {
			in.Roots[0] = flipped(in.Roots[0], r)
		}
	case 3:
		r.Shuffle(len(in.DER), func(i, j int) { in.DER[i], in.DER[j] = in.DER[j], in.DER[i] })
	case 4:
		in.DER = append(in.DER, append(other.sent, other.leaf.der)...)
	case 5:
		in.Roots = append(other.anchors, in.Roots...)
	case 6:
		in.Now = in.Now.Add(time.Duration(r.IntN(4000)-2000) * 24 * time.Hour)
	case 7:
		in.Name = []string{"", host, "a.server.test", "127.0.0.1", "::1", "SERVER.test.", "*.test", "bad name"}[r.IntN(8)]
	}
	return in
}

func flipped(der []byte, r *rand.Rand) []byte {
	out := slices.Clone(der)
	out[r.IntN(len(out))] ^= 1 << r.IntN(8)
	return out
}

// packed is an input as fuzzers see it: purpose, name, number of roots, certificates with their lengths.
func packed(in Input) []byte {
	out := []byte{byte(len(in.Purpose)), byte(len(in.Name))}
	out = append(append(out, in.Name...), byte(len(in.Roots)))
	for _, der := range slices.Concat(in.Roots, in.DER) {
		out = append(binary.BigEndian.AppendUint16(out, uint16(len(der))), der...)
	}
	return out
}

func unpacked(data []byte) (in Input, ok bool) {
	if len(data) < 3 || len(data) < 3+int(data[1]) {
		return in, false
	}
	in.Purpose = []chain.Purpose{chain.Server, chain.Client}[data[0]%2]
	named := 2 + int(data[1])
	in.Name = string(data[2:named])
	in.Now = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	n, rest := int(data[named]), data[named+1:]
	for len(rest) >= 2 {
		size := min(int(binary.BigEndian.Uint16(rest)), len(rest)-2)
		if n--; n >= 0 {
			in.Roots = append(in.Roots, rest[2:2+size])
		} else {
			in.DER = append(in.DER, rest[2:2+size])
		}
		rest = rest[2+size:]
	}
	return in, true
}

// FuzzJudge: no input makes Judge panic, and Go's row is Go's verdict.
func FuzzJudge(f *testing.F) {
	m := newMint()
	m.run(m.namesExamples, m.rootExamples, m.middleExamples, m.leafExamples, m.oddLeaves, m.constraintExamples, m.issuersOfOneName)
	for _, e := range m.list {
		f.Add(packed(e.input(m.now)))
	}
	f.Add([]byte{0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		if in, ok := unpacked(data); ok {
			if _, ip := chain.Dialled(in.Name); ip == nil && ascii([]byte(in.Name)) {
				holds(t, in)
			}
		}
	})
}
