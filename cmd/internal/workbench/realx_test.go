package workbench

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"certwright/model"
	"certwright/probe/lab"
	"certwright/probe/lab/servers"
)

const yr = 365 * 24 * time.Hour

func TestExplore(t *testing.T) {
	for _, p := range programs {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			srv := p.start(t, s.options(s.server()))
			tierPair, _ := s.middle.Leaf("tier", forClients)
			selfPair, _ := lab.Root("selfie")
			cs := []struct {
				n string
				f files
			}{
				{"good", s.leaf(s.root, "admin", forClients)},
				{"none", files{}},
				{"server-eku", s.leaf(s.root, "admin", forServers)},
				{"other", s.leaf(s.other, "admin", forClients)},
				{"namesake", s.leaf(s.namesake, "admin", forClients)},
				{"expired", s.leaf(s.root, "admin", forClients, lab.Dates(-yr, -24*time.Hour))},
				{"future", s.leaf(s.root, "admin", forClients, lab.Dates(24*time.Hour, yr))},
				{"tier", s.save(tierPair)},
				{"tier-alone", s.save(tierPair, tierPair.Cert)},
				{"self", s.save(selfPair)},
				{"other-eku", s.leaf(s.other, "admin", forServers)},
				{"expired-eku", s.leaf(s.root, "admin", forServers, lab.Dates(-yr, -24*time.Hour))},
				{"no-eku", s.leaf(s.root, "admin", nil)},
			}
			w := New(t.TempDir())
			for _, c := range cs {
				for _, max := range []string{"1.2", "1.3"} {
					d := s.dial(srv, c.f)
					d.MaxTLS = max
					d.StartTLS = p.starttls
					d.Strangers = true
					st := time.Now()
					r := finalReport(t, w, d)
					var l []string
					for _, f := range r.Findings {
						l = append(l, fmt.Sprintf("%s:%s/%s/%s/%s(%s)", f.Severity, f.Code, f.Variant, f.Party, f.Certainty, f.Value("alert")))
					}
					a, _ := r.Observation.Main()
					t.Logf("|%-12s|%-10s|%s|%4dms|ended=%s v=%s http=%v strangers=%s/%s trouble=%s wh=%v| %s", p.name, c.n, max, time.Since(st).Milliseconds(), r.Ended, r.Version, a.HTTP != nil, r.Strangers, r.StrangerHow, a.Trouble, a.WouldWithhold != "", strings.Join(l, "; "))
				}
			}
		})
	}
}

var _ = model.Fatal
var _ = servers.Hello
