package probe

import (
	"context"
	"crypto/x509"
	"net"
	"time"

	"certwright/model"
)

// noNameTimeout bounds the dial without a server name: it only shows which certificate stands for "anything".
const noNameTimeout = 3 * time.Second

// dialNoName follows a certificate for other names than the one that was asked for: does the server show it to those,
// too, who ask for nothing?
func (p *prober) dialNoName(ctx context.Context, first plan) {
	ctx, cancel := context.WithTimeout(ctx, noNameTimeout)
	defer cancel()
	bare := first
	bare.purpose, bare.sni, bare.certificate, bare.alpn, bare.noMore = model.PurposeNoName, "", nil, nil, true
	p.add(p.attempt(ctx, bare, nil))
}

// forOthers reports whether a name was asked for, and the server showed a certificate for other ones.
func forOthers(a model.Attempt) bool {
	if a.SNI == "" || len(a.ServerDER) == 0 || net.ParseIP(a.SNI) != nil {
		return false
	}
	leaf, err := x509.ParseCertificate(a.ServerDER[0])
	return err == nil && len(leaf.DNSNames) > 0 && leaf.VerifyHostname(a.SNI) != nil
}
