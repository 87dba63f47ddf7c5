package workbench

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab/servers"
	"certwright/ui/nav"
)

// A cluster is made from nothing but the text of its place pages: as lines for the environment file, and as flags.
func TestEtcdClusterFromItsPages(t *testing.T) {
	servers.Need(t, "etcd", "etcdctl", "sh")
	for _, form := range []string{"environment", "flags"} {
		t.Run(form, func(t *testing.T) { startFromPages(t, form) })
	}
}

func startFromPages(t *testing.T, form string) {
	w := New(filepath.Join(t.TempDir(), "home"))
	steps := []model.Step{{Kind: model.StepCreateAuthority, Authority: &model.AuthoritySpec{Name: "ca"}}, issueStep("ca", "admin")}
	var members []string
	for i := 1; i <= 3; i++ {
		host := fmt.Sprintf("127.0.0.%d", i)
		members = append(members, fmt.Sprintf("etcd-%d=%s", i, host))
		sans := []model.SAN{{Kind: model.IP, Value: host}}
		if host != "127.0.0.1" { // from where the system dials its other loopback addresses; etcd compares that, too
			sans = append(sans, model.SAN{Kind: model.IP, Value: "127.0.0.1"})
		}
		steps = append(steps, model.Step{Kind: model.StepIssue, Identity: &model.IdentitySpec{
			Authority: "ca", Name: fmt.Sprintf("etcd-%d", i), Profile: model.ProfilePeer, SANs: sans,
		}})
	}
	carryOut(t, w, steps...)
	peerPort := strconv.Itoa(servers.FreePort(t, "127.0.0.1"))
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	var checks []string
	for _, m := range members {
		name, host, _ := strings.Cut(m, "=")
		page, err := w.Recipe(ctx, nav.RecipeRequest{System: "etcd", Server: "ca/" + name, Client: "ca/admin", Host: host, Port: strconv.Itoa(servers.FreePort(t, host)), Members: members, Lang: "en"})
		require.NoError(t, err)
		dir := w.identityDir(t, "ca/"+name)
		here := strings.NewReplacer("/etc/etcd/tls", dir, "0.0.0.0", host, ":2380", ":"+peerPort)
		c := servers.Command{Name: "sh", Args: []string{"-c", "exec etcd"}, Env: []string{"ETCD_DATA_DIR=" + t.TempDir()}}
		for _, s := range page.Sections {
			switch code := here.Replace(s.Code); {
			case s.ID == "check":
				checks = append(checks, code)
			case strings.HasPrefix(code, "etcd ") && form == "flags":
				c.Args[1] = "exec " + code
			case strings.HasPrefix(code, "ETCD_") && form == "environment":
				c.Env = append(c.Env, strings.Split(code, "\n")...)
			}
		}
		running.Go(func() {
			if r := servers.RunCommand(t, ctx, c); t.Failed() {
				t.Log(r.Text())
			}
		})
	}
	for _, check := range checks {
		require.Eventually(t, func() bool {
			r := servers.RunCommand(t, ctx, servers.Command{Name: "sh", Args: []string{"-c", check}})
			return r.Code == 0 && strings.Contains(r.Text(), "is healthy")
		}, 20*time.Second, 300*time.Millisecond, check)
	}
}

func (w *Workbench) identityDir(t *testing.T, ref string) string {
	t.Helper()
	ws, err := w.Load(context.Background())
	require.NoError(t, err)
	i, found := findIdentity(ws, ref)
	require.Empty(t, found)
	return i.Dir
}
