package try

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"slices"
	"time"

	"certwright/model"
	"certwright/pki"
	"certwright/probe"
)

// lifetime of a minted certificate.
const lifetime = time.Minute

// strangerName is the subject of a certificate minted where we hold none to make it like.
const strangerName = "certwright-try"

// mint signs a client certificate in memory that has these faults of ours and no others. Where we hold a certificate it
// is ours, signed again for the same key; a new key is made only where there is none, and never leaves the process.
func (t *trial) mint(s Signer, kept ...fault) (probe.Change, error) {
	issuer, err := t.open(s)
	if err != nil {
		return probe.Change{}, err
	}
	issuer.Chain = t.chainOf(issuer.Cert)
	leaf, key, err := t.sign(issuer, kept)
	if err != nil {
		return probe.Change{}, err
	}
	chain := append([]*x509.Certificate{leaf}, issuer.Chain...)
	if slices.Contains(kept, faultChain) {
		chain = chain[:1]
	}
	cert := &tls.Certificate{PrivateKey: key, Leaf: leaf}
	for _, c := range chain {
		cert.Certificate = append(cert.Certificate, c.Raw)
	}
	return probe.Change{Certificate: cert}, nil
}

func (t *trial) sign(issuer pki.Issuer, kept []fault) (*x509.Certificate, crypto.PrivateKey, error) {
	now := t.now()
	spec := model.IdentitySpec{
		Name: strangerName, Subject: model.Subject{{Type: "CN", Value: strangerName}}, Profile: model.ProfileClient,
		NotBefore: now.Add(-pki.Backdate), NotAfter: now.Add(lifetime),
	}
	if len(t.Client) == 0 || t.Config.Certificate == nil {
		key, err := pki.GenerateKey(model.P256)
		if err != nil {
			return nil, nil, err
		}
		leaf, _, err := pki.Issue(issuer, spec, key.Public(), now)
		return leaf, key, err
	}
	ours := t.Client[0]
	like := pki.SpecOf(ours, "", strangerName)
	like.NotBefore, like.NotAfter = spec.NotBefore, spec.NotAfter
	if slices.Contains(kept, faultDates) {
		like.NotBefore, like.NotAfter = badDates(ours, issuer.Cert, now)
	}
	if !slices.Contains(kept, faultEKU) && !forClients(ours) {
		like.EKUs = append(slices.Clone(like.EKUs), "clientAuth")
	}
	if len(like.EKUs) == 0 {
		like.Profile = model.ProfileClient
	}
	leaf, _, err := pki.Reissue(issuer, ours, ours.PublicKey, like, now)
	return leaf, t.Config.Certificate.PrivateKey, err
}

// now is the clock at this moment: a page may stand open for longer than a minted certificate lives.
func (t *trial) now() time.Time {
	if t.Config.Now != nil {
		return t.Config.Now()
	}
	return time.Now()
}

// badDates keeps what is wrong with the dates of ours, and still gives no more than a minute. An end that the issuer did
// not live to see is moved into its life.
func badDates(ours, issuer *x509.Certificate, now time.Time) (from, to time.Time) {
	if now.Before(ours.NotBefore) {
		return ours.NotBefore, ours.NotBefore.Add(lifetime)
	}
	to = ours.NotAfter
	if first := issuer.NotBefore.Add(lifetime); to.Before(first) {
		to = first
	}
	return to.Add(-lifetime), to
}

// chainOf is what a holder of a certificate of this CA has to send behind it: nothing for a root.
func (t *trial) chainOf(ca *x509.Certificate) []*x509.Certificate {
	path, rooted := t.path([]*x509.Certificate{ca})
	if rooted {
		path = path[:len(path)-1]
	}
	return path
}

// open opens a signer's key once, and remembers one that cannot be opened.
func (t *trial) open(s Signer) (pki.Issuer, error) {
	if o, ok := t.opened[s.Authority]; ok {
		return o.issuer, o.err
	}
	issuer, err := s.Open()
	t.opened[s.Authority] = opened{issuer, err}
	return issuer, err
}

type opened struct {
	issuer pki.Issuer
	err    error
}
