package servers

import (
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Etcd starts one etcd member. ClientCA switches --client-cert-auth on (with Optional: the CA is set, certificates are
// not demanded). Without Cert it serves plain HTTP. With Peer the peer port speaks TLS as that says.
func Etcd(t testing.TB, o Options) *Server {
	t.Helper()
	return EtcdCluster(t, o)[0]
}

// EtcdCluster starts one member for each Options, all in one cluster, and returns when every member serves clients.
// Members take their peer address from Peer.Host (default: their own Host).
func EtcdCluster(t testing.TB, members ...Options) []*Server {
	t.Helper()
	plans := planMembers(t, members)
	list := make([]*Server, len(plans))
	for i, p := range plans {
		s := &Server{Name: "etcd", Host: p.o.host(), Port: p.port, t: t, ready: etcdReady, log: &capture{}, polite: terminate}
		s.Addr = net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
		s.build = func() *exec.Cmd { return p.command() }
		if p.o.Ready != "" {
			s.ready = p.o.Ready
		}
		t.Cleanup(s.Stop)
		if err := s.spawn(); err != nil {
			t.Fatalf("etcd did not start: %v", err)
		}
		list[i] = s
	}
	for _, s := range list { // only now: a member is not ready before its cluster has a quorum
		if err := s.await(0); err != nil {
			t.Fatalf("etcd on %s: %v\n%s", s.Addr, err, s.Log())
		}
	}
	return list
}

// etcdReady is in the log of every version from 3.2 on once clients are served.
const etcdReady = "ready to serve client requests"

type etcdMember struct {
	path, name, cluster, data string
	port, peerPort            int
	o                         Options
}

func planMembers(t testing.TB, members []Options) []*etcdMember {
	t.Helper()
	path := must(t, "etcd")
	var plans []*etcdMember
	var cluster []string
	for i, o := range members {
		m := &etcdMember{path: path, name: fmt.Sprintf("member%d", i+1), o: o, port: o.Port, data: filepath.Join(t.TempDir(), "data")}
		if m.port == 0 {
			m.port = FreePort(t, o.host())
		}
		if m.peerPort = m.peer().Port; m.peerPort == 0 {
			m.peerPort = FreePort(t, m.peer().host())
		}
		for m.peerPort == m.port {
			m.peerPort = FreePort(t, m.peer().host())
		}
		cluster = append(cluster, m.name+"="+m.peerURL())
		plans = append(plans, m)
	}
	for _, m := range plans {
		m.cluster = strings.Join(cluster, ",")
	}
	return plans
}

// peer is the TLS side of the peer port; its host falls back to the member's own.
func (m *etcdMember) peer() Options {
	var p Options
	if m.o.Peer != nil {
		p = *m.o.Peer
	}
	if p.Host == "" {
		p.Host = m.o.Host
	}
	return p
}

func (m *etcdMember) peerURL() string { return url(m.peer(), m.peerPort) }

func url(o Options, port int) string {
	scheme := "http"
	if o.Cert != "" {
		scheme = "https"
	}
	return scheme + "://" + net.JoinHostPort(o.host(), strconv.Itoa(port))
}

func (m *etcdMember) command() *exec.Cmd {
	client := url(m.o, m.port)
	args := []string{
		"--name", m.name, "--data-dir", m.data, "--listen-client-urls", client, "--advertise-client-urls", client,
		"--listen-peer-urls", m.peerURL(), "--initial-advertise-peer-urls", m.peerURL(), "--initial-cluster", m.cluster,
		"--initial-cluster-token", "certwright-test", "--unsafe-no-fsync",
		"--heartbeat-interval", "20", "--election-timeout", "200", // ms: a restart would take a second and more
	}
	args = append(args, etcdTLS("--", m.o)...)
	args = append(args, etcdTLS("--peer-", m.peer())...)
	return command(m.path, m.o, args)
}

func etcdTLS(prefix string, o Options) []string {
	var args []string
	add := func(flag, value string) {
		if value != "" {
			args = append(args, prefix+flag, value)
		}
	}
	add("cert-file", o.Cert)
	add("key-file", o.Key)
	add("trusted-ca-file", o.ClientCA)
	if o.ClientCA != "" && !o.Optional {
		args = append(args, prefix+"client-cert-auth")
	}
	return args
}
