package workbench

import (
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

// TestRealRepair goes round the loop against real servers: two faults at once, on both sides, are named; one plan mends
// both; the server still shows the old file until it is restarted; then it is green and strangers stay out.
func TestRealRepair(t *testing.T) {
	for _, p := range programs[:3] { // etcd, nginx, openssl
		t.Run(p.name, func(t *testing.T) {
			p.need(t)
			t.Parallel()
			s := newShop(t)
			home := filepath.Join(s.dir, "home")
			authority := filepath.Join(home, "shop")
			require.NoError(t, s.root.SaveAuthority(authority))
			put := func(name string, pair *lab.Pair) files {
				dir := filepath.Join(authority, name)
				require.NoError(t, pair.Save(dir, s.root.Cert))
				return files{filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")}
			}
			here := put("server", s.made(s.root.Leaf("server", forServers, lab.Names("127.0.0.1"))))
			put("admin", s.made(s.root.Leaf("admin", forServers)))
			there := s.server(s.root)
			s.replace(there, here)
			srv := p.start(t, servers.Options{Host: "127.0.0.2", Cert: there.cert, Key: there.key, ClientCA: filepath.Join(authority, "ca.pem")})
			w := New(home)
			d := model.Dial{Host: srv.Host, Port: strconv.Itoa(srv.Port), As: "shop/admin", Strangers: true}

			broken := finalReport(t, w, d)
			holds(t, p.name+" | both sides at fault", broken, append([]verdict{byServer("name-mismatch/ip")},
				p.verdicts(clientCase{variants: []string{"wrong-eku"}, told: true}, broken)...)...)
			plan, err := w.PlanFix(t.Context(), broken)
			require.NoError(t, err)
			require.Len(t, plan.Steps, 2, "one step an identity: %v", plan)
			assert.Equal(t, map[string]string{"nginx": "nginx"}[p.name], plan.System, "who says what it is gets its own place page")
			applied, err := w.Apply(t.Context(), plan)
			require.NoError(t, err)
			assert.Equal(t, map[string]model.StepKind{"shop/server": model.StepReissue, "shop/admin": model.StepReissue}, applied.Kinds)

			stale := finalReport(t, w, d)
			holds(t, p.name+" | not restarted yet", stale, byServer("server-still-serves-old-certificate"), byServer("name-mismatch/ip"))
			for _, c := range stale.Checks {
				if c.Name == "chain" || c.Name == "name" {
					assert.Equal(t, map[string]string{"chain": "ok", "name": "fail"}[c.Name], c.Result, "an old certificate is not a broken chain: %s", c.Name)
				}
			}
			assert.Equal(t, model.FixCopyRestart, stale.Findings[1].Fixes[0].Kind, "the certificate is right already: nothing to sign again")

			s.replace(there, here)
			srv.Restart()
			mended := finalReport(t, w, d)
			letIn(t, p.name+" | mended", p, mended)

			d.As, d.CA = "", "shop"
			nobody := finalReport(t, w, d)
			holds(t, p.name+" | nobody", nobody, p.missed(nobody))
			assert.Equal(t, []model.Fix{{Kind: model.FixUseFile, Use: "as", Identity: "shop/admin", File: filepath.Join(authority, "admin", "cert.pem"), Auto: true}},
				nobody.Findings[0].Fixes, "the one who may get in is here")
		})
	}
}
