package workbench

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/assets"
	"certwright/model"
	"certwright/pki/readers"
	"certwright/probe/lab"
)

// TestEveryObjectionHasWords holds the sentences against the rules: none is missing in a language, none is left over.
func TestEveryObjectionHasWords(t *testing.T) {
	for _, lang := range assets.Langs() {
		w := assets.WordsFor(lang).Readers
		for _, key := range readers.Keys() {
			require.Contains(t, w.Reason, key, lang)
			for _, purpose := range []model.Profile{model.ProfileServer, model.ProfileClient} {
				x := assets.ReasonText(model.Objection{Key: key, Certificate: "etcd-1", Detail: "2.5.29.99"}, purpose, lang)
				assert.NotRegexp(t, `[{}?]`, x.Text+x.Fix, "%s in %s", key, lang)
			}
		}
		for _, list := range []map[string]string{w.Reason, w.Remedy} {
			for key := range list {
				assert.Contains(t, readers.Keys(), key, "%s has words for what no rule says", lang)
			}
		}
		for _, list := range []map[string]string{w.Clients, w.Servers, w.Short} {
			assert.Len(t, list, len(readers.Readers()))
			for r := range list {
				assert.Contains(t, readers.Readers(), r, lang)
			}
		}
	}
}

func refusing(a model.Acceptances) (out []string) {
	for _, r := range a.Rows {
		if r.Answer == model.AnswerNo {
			out = append(out, r.Reader)
		}
	}
	return out
}

func TestAProbeSaysWhoAccepts(t *testing.T) {
	server, err := lab.Healthy(t.Context(), "wrong-address", t.TempDir())
	require.NoError(t, err)
	defer server.Close()
	healthy := finalReport(t, New(server.Home), server.Dial())
	require.NotNil(t, healthy.Accepts)
	assert.True(t, healthy.Accepts.All(), "%v", healthy.Accepts.Rows)
	assert.Equal(t, model.ProfileServer, healthy.Accepts.Purpose)
	assert.Equal(t, server.Dial().Host, healthy.Accepts.Name)
	asked := server.Dial()
	asked.ServerName = "nobody.example"
	other := finalReport(t, New(server.Home), asked)
	require.NotNil(t, other.Accepts)
	assert.Equal(t, "nobody.example", other.Accepts.Name, "the name that was asked for is the one that counts")
	assert.Equal(t, readers.Readers(), refusing(*other.Accepts))

	broken, err := lab.Start(t.Context(), "wrong-address", t.TempDir())
	require.NoError(t, err)
	defer broken.Close()
	wrong := finalReport(t, New(broken.Home), broken.Dial())
	require.NotNil(t, wrong.Accepts)
	assert.Equal(t, readers.Readers(), refusing(*wrong.Accepts))
	assert.Equal(t, "name", wrong.Accepts.Rows[0].Objections[0].Key)

	nothing := finalReport(t, New(server.Home), model.Dial{Host: "127.0.0.1", Port: "1", Timeout: time.Second})
	assert.Nil(t, nothing.Accepts, "nothing was sent")
}

func TestVerifySaysWhoAccepts(t *testing.T) {
	root, err := lab.Root("strange CA")
	require.NoError(t, err)
	dir := t.TempDir()
	ca := filepath.Join(dir, "ca.pem")
	require.NoError(t, os.WriteFile(ca, lab.PEM(root.Cert), 0o600))
	w := New(filepath.Join(dir, "home"))

	v := w.Verify(t.Context(), VerifyRequest{Cert: ca, CA: ca, Purpose: "server", Name: "host.test"})
	require.NotNil(t, v.Accepts)
	assert.Equal(t, readers.Readers(), refusing(*v.Accepts), "it has no such name")
	assert.Equal(t, "strange CA", v.Accepts.Certificate)
	assert.Equal(t, ca, v.Accepts.Trust)
	v = w.Verify(t.Context(), VerifyRequest{Cert: ca, CA: ca, Purpose: "client", At: time.Now().AddDate(90, 0, 0)})
	require.NotNil(t, v.Accepts)
	assert.Equal(t, "expired", v.Accepts.Rows[0].Objections[0].Key, "as of the time that was given")
	assert.Equal(t, model.ProfileClient, v.Accepts.Purpose)

	v = w.Verify(t.Context(), VerifyRequest{Cert: ca, CA: filepath.Join(dir, "absent.pem")})
	assert.Nil(t, v.Accepts, "without a trusted CA nobody's answer is known")
}

// A certificate that Go cannot read is read by others: the answer must not end with Go's.
func TestVerifyOfWhatGoCannotRead(t *testing.T) {
	root, err := lab.Root("twice CA")
	require.NoError(t, err)
	dir := t.TempDir()
	ca, leaf := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "leaf.pem")
	require.NoError(t, os.WriteFile(ca, lab.PEM(root.Cert), 0o600))
	broken := strings.Replace(string(root.Cert.Raw), "twice CA", "twice\xff\xffA", 1) // no UTF-8: Go does not parse that
	require.NoError(t, os.WriteFile(leaf, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte(broken)}), 0o600))

	v := New(filepath.Join(dir, "home")).Verify(t.Context(), VerifyRequest{Cert: leaf, CA: ca})
	require.NotNil(t, v.Accepts)
	require.Len(t, v.Accepts.Rows, len(readers.Readers()))
	assert.Equal(t, model.AnswerNo, v.Accepts.Rows[0].Answer)
}

func TestAnIdentityIsAskedAboutForEachUse(t *testing.T) {
	w := New(t.TempDir())
	peer := issueStep("lab", "peer-1")
	peer.Identity.Profile = model.ProfilePeer
	peer.Identity.SANs, _ = model.ParseSANs("peer-1,10.0.1.10,*.example.com")
	carryOut(t, w, model.Step{Kind: model.StepCreateAuthority, Authority: &model.AuthoritySpec{Name: "lab"}})
	carryOut(t, w, peer)
	carryOut(t, w, issueStep("lab", "admin"))

	got, err := w.Accepts(t.Context(), "lab/peer-1")
	require.NoError(t, err)
	require.Len(t, got, 2, "%+v", got)
	assert.Equal(t, model.ProfileServer, got[0].Purpose)
	assert.ElementsMatch(t, []string{"peer-1", "10.0.1.10", "www.example.com"}, append(got[0].Others, got[0].Name))
	assert.Equal(t, model.ProfileClient, got[1].Purpose)
	assert.Empty(t, got[1].Name)
	for _, a := range got {
		assert.True(t, a.All(), "%+v", a)
		assert.Equal(t, "lab", a.Trust)
		assert.Positive(t, a.Days)
	}

	got, err = w.Accepts(t.Context(), "lab/admin")
	require.NoError(t, err)
	require.Len(t, got, 1)
	assert.Equal(t, model.ProfileClient, got[0].Purpose)

	w.now = func() time.Time { return time.Now().AddDate(30, 0, 0) }
	got, err = w.Accepts(t.Context(), "lab/admin")
	require.NoError(t, err)
	assert.Contains(t, refusing(got[0]), "go")

	_, err = w.Accepts(t.Context(), "lab/nobody")
	var failure *model.Failure
	require.ErrorAs(t, err, &failure)
	assert.Equal(t, model.UnknownIdentity, failure.Findings[0].Code)
}

// A name that only some readers find in the certificate is told apart from the others.
func TestNamesWithOtherAnswersStandAlone(t *testing.T) {
	root, err := lab.Root("names.test")
	require.NoError(t, err)
	leaf := func(s ...model.SAN) model.Certificate { return model.Certificate{SANs: s} }
	assert.Equal(t, []string{"a.test", "10.0.0.1", "www.b.test"}, dialledNames(leaf(
		model.SAN{Kind: model.DNS, Value: "a.test"}, model.SAN{Kind: model.Email, Value: "x@y"}, model.SAN{Kind: model.IP, Value: "10.0.0.1"}, model.SAN{Kind: model.DNS, Value: "*.b.test"})))
	cn := func(name string) model.Certificate {
		return model.Certificate{Subject: model.Subject{{Type: "CN", Value: name}}}
	}
	assert.Equal(t, []string{"old.test"}, dialledNames(cn("old.test")), "as old certificates were dialled")
	assert.Empty(t, dialledNames(cn("My Company Server")))

	q := question{der: [][]byte{root.Cert.Raw}, purpose: "server", now: time.Now()}
	assert.Empty(t, q.byNames([]string{"a.test"}), "no trust, no answer")
	q.roots = []*x509.Certificate{root.Cert}
	got := q.byNames([]string{"names.test", "a.test", "b.test"})
	require.Len(t, got, 2, "some read the CN, and nobody finds the others")
	assert.Equal(t, []string{"names.test", "a.test"}, []string{got[0].Name, got[1].Name})
	assert.Equal(t, []string{"b.test"}, got[1].Others)
	assert.Less(t, len(refusing(got[0])), len(refusing(got[1])))
}

func TestARevokedCertificateIsSaidToBeRevoked(t *testing.T) {
	for id, want := range map[string]bool{"revoked-by-staple": true, "expired": false} {
		s, err := lab.Start(t.Context(), id, t.TempDir())
		require.NoError(t, err)
		defer s.Close()
		r := finalReport(t, New(s.Home), s.Dial())
		require.NotNil(t, r.Accepts)
		assert.Equal(t, want, r.Accepts.Revoked, id)
	}
}
