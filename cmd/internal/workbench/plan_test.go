package workbench

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/pki"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// paths are what a plan or its result says about files, in order of the paths.
func paths(list []model.PlannedFile) []string {
	var out []string
	for _, f := range list {
		out = append(out, f.Mode+" "+f.Path)
	}
	slices.Sort(out)
	return out
}

// carryOut reviews a plan, carries it out, and asserts that the files which were announced are those that were written.
func carryOut(t *testing.T, w *Workbench, steps ...model.Step) (model.Plan, model.Applied) {
	t.Helper()
	plan, err := w.Review(context.Background(), model.Plan{Steps: steps})
	require.NoError(t, err)
	require.True(t, model.OK(plan.Findings), "%v", plan.Findings)
	done, err := w.Apply(context.Background(), model.Plan{Steps: steps})
	require.NoError(t, err)
	var announced []model.PlannedFile
	for _, s := range plan.Steps {
		announced = append(announced, s.Files...)
	}
	assert.Equal(t, paths(done.Files), paths(announced), "what was announced, and what was written")
	for _, f := range announced {
		assert.FileExists(t, f.Path)
	}
	return plan, done
}

func issueStep(authority, name string) model.Step {
	return model.Step{Kind: model.StepIssue, Identity: &model.IdentitySpec{Authority: authority, Name: name, Profile: model.ProfileClient}}
}

func reissueStep(t *testing.T, w *Workbench, authority, name string) model.Step {
	t.Helper()
	ws, err := w.Load(context.Background())
	require.NoError(t, err)
	i, found := findIdentity(ws, authority+"/"+name)
	require.Empty(t, found)
	spec := pki.SpecOf(parse(i.Certificate.DER), authority, name)
	return model.Step{Kind: model.StepReissue, Identity: &spec}
}

func TestReviewAnnouncesTheFilesThatAreWritten(t *testing.T) {
	w := New(filepath.Join(t.TempDir(), "home"))
	plan, _ := carryOut(t, w, model.Step{Kind: model.StepCreateAuthority, Authority: &model.AuthoritySpec{Name: "ca"}}, issueStep("ca", "admin"))
	for _, s := range plan.Steps {
		for _, f := range s.Files {
			assert.False(t, f.Exists, f.Path)
		}
	}
	again, _ := carryOut(t, w, reissueStep(t, w, "ca", "admin"))
	for _, f := range again.Steps[0].Files {
		assert.True(t, f.Exists, f.Path)
	}
}

// A directory made by hand has its own names for things, and no directory for an identity: a reissue makes one.
func TestReviewOfADirectoryMadeByHand(t *testing.T) {
	home := filepath.Join(t.TempDir(), "byhand")
	require.NoError(t, os.Mkdir(home, 0o700))
	ca, err := lab.Root("by hand CA")
	require.NoError(t, err)
	leaf, err := ca.Leaf("web", forServers, ownNames)
	require.NoError(t, err)
	made := t.TempDir()
	require.NoError(t, ca.Save(filepath.Join(made, "ca"), ca.Cert))
	require.NoError(t, leaf.Save(filepath.Join(made, "web"), ca.Cert))
	for from, to := range map[string]string{"ca/cert.pem": "ca.crt", "ca/key.pem": "ca.key", "web/cert.pem": "web.crt", "web/key.pem": "web.key"} {
		require.NoError(t, os.Rename(filepath.Join(made, from), filepath.Join(home, to)))
	}
	w := New(home)
	ws, err := w.Load(context.Background())
	require.NoError(t, err)
	require.Len(t, ws.Authorities, 1)
	require.Len(t, ws.Authorities[0].Identities, 1)
	name := ws.Authorities[0].Name

	plan, _ := carryOut(t, w, reissueStep(t, w, name, "web"))
	files := paths(plan.Steps[0].Files)
	assert.NotContains(t, files, "0644 "+filepath.Join(home, "cert.pem"), "the files beside the authority's are left alone")
	assert.NotContains(t, files, "0644 "+filepath.Join(home, "web.crt"))
	assert.FileExists(t, filepath.Join(home, "web.crt"))
	for _, f := range plan.Steps[0].Files {
		assert.False(t, f.Exists, "%s is new", f.Path)
	}
}

// A guide was followed a minute ago: the CA and the certificate of openssl begin when they were made, ours before it was
// made, and never before its CA. It is the newer one all the same.
func TestReissueOfACertificateMadeAMinuteAgo(t *testing.T) {
	for name, caMade := range map[string]time.Duration{"with its CA": -2 * time.Minute, "by an old CA": -48 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			home := filepath.Join(t.TempDir(), "byhand")
			require.NoError(t, os.Mkdir(home, 0o700))
			ca, err := lab.Root("by hand CA", lab.Dates(caMade, 90*24*time.Hour))
			require.NoError(t, err)
			leaf, err := ca.Leaf("web", forServers, lab.Names("web.test"), lab.Dates(-time.Minute, 30*24*time.Hour))
			require.NoError(t, err)
			made := t.TempDir()
			require.NoError(t, ca.Save(filepath.Join(made, "ca"), ca.Cert))
			require.NoError(t, leaf.Save(filepath.Join(made, "web"), ca.Cert))
			for from, to := range map[string]string{"ca/cert.pem": "ca.crt", "ca/key.pem": "ca.key", "web/cert.pem": "web.crt", "web/key.pem": "web.key"} {
				require.NoError(t, os.Rename(filepath.Join(made, from), filepath.Join(home, to)))
			}
			srv := servers.OpenSSL(t, servers.Options{Cert: filepath.Join(home, "web.crt"), Key: filepath.Join(home, "web.key")})
			w := New(home)
			d := model.Dial{Host: srv.Host, Port: strconv.Itoa(srv.Port), CA: filepath.Join(home, "ca.crt")}
			broken := finalReport(t, w, d)
			require.Equal(t, model.NameMismatch, broken.Findings[0].Code)
			plan, err := w.PlanFix(t.Context(), broken)
			require.NoError(t, err)
			_, err = w.Apply(t.Context(), plan)
			require.NoError(t, err)
			stale := finalReport(t, w, d)
			assert.Equal(t, model.ServesOldCertificate, stale.Findings[0].Code, "f does not sign again and again")
		})
	}
}

// What the store cannot do is said at the review, not only when it is tried; what is known already is not said twice.
func TestReviewSaysWhatTheStoreWouldRefuse(t *testing.T) {
	w := New(filepath.Join(t.TempDir(), "home"))
	_, _ = carryOut(t, w, model.Step{Kind: model.StepCreateAuthority, Authority: &model.AuthoritySpec{Name: "ca"}}, issueStep("ca", "admin"))
	s, err := w.store()
	require.NoError(t, err)
	gone := model.Step{Kind: model.StepReissue, Identity: &model.IdentitySpec{Authority: "ca", Name: "gone"}}
	found := plannedFiles(s, &gone, nil)
	require.Len(t, found, 1)
	assert.Equal(t, model.UnknownIdentity, found[0].Code)
	assert.Empty(t, gone.Files)

	taken, err := w.Review(context.Background(), model.Plan{Steps: []model.Step{issueStep("ca", "admin")}})
	require.NoError(t, err)
	require.Len(t, taken.Findings, 1, "%v", taken.Findings)
	assert.Equal(t, model.NameTaken, taken.Findings[0].Code)
	assert.Equal(t, "admin-2", taken.Findings[0].Value("suggestion"))
}

// A key that was given away, or is too short, is not signed again: the identity gets a new one. A server that was not
// restarted shows the certificate of the old one, and is known all the same.
func TestAKeyThatMustNotStayIsMadeAnew(t *testing.T) {
	for fault, want := range map[string]struct {
		code model.Code
		key  model.KeyType
	}{"revoked-by-crl": {model.Revoked, model.P256}, "rsa-1024": {model.WeakKey, model.RSA2048}} {
		server, err := lab.Start(t.Context(), fault, t.TempDir())
		require.NoError(t, err)
		defer server.Close()
		w := New(server.Home)
		broken := finalReport(t, w, server.Dial())
		require.Equal(t, []model.Code{want.code}, fatalCodes(broken))
		plan, err := w.PlanFix(t.Context(), broken)
		require.NoError(t, err)
		require.Len(t, plan.Steps, 1)
		assert.Equal(t, want.key, plan.Steps[0].Identity.NewKey)
		assert.Contains(t, plan.Steps[0].Changes, model.Change{Field: "new_key", Before: "SPKI " + short(broken.Chain[0].SPKI), After: string(want.key)})
		server.Hold()
		_, err = w.Apply(t.Context(), plan)
		require.NoError(t, err)
		stale := finalReport(t, w, server.Dial())
		assert.Contains(t, allCodes(stale), model.ServesOldCertificate)
		plan, err = w.PlanFix(t.Context(), stale)
		require.NoError(t, err)
		assert.Empty(t, plan.Steps, "it was signed again already")
		require.NoError(t, server.Reload())
		mended := finalReport(t, w, server.Dial())
		assert.Empty(t, fatalCodes(mended))
		require.NotEmpty(t, mended.Chain)
		assert.NotEqual(t, broken.Chain[0].SPKI, mended.Chain[0].SPKI)
	}
}
