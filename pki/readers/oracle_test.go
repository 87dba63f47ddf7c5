package readers

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"certwright/model"
	"certwright/probe/lab/servers"
)

// said is what a real reader answered about one example.
type said struct {
	ok   bool
	text string
}

// oracle asks one real reader about all examples.
type oracle struct {
	id    string
	needs []string
	ask   func(t *testing.T, ctx context.Context, list []*served) []said
	// expect are the objections of the rows that this reader has to share; nil: those of the row of its name.
	expect func(rows map[string]model.Acceptance) []model.Objection
	// every: only each so-many-th example is asked about, where starting the program takes long; in CI more than elsewhere.
	every, inCI int
	// leave says which examples are beyond what can be asked in this way.
	leave func(s *served, o []model.Objection) bool
}

// clients are readers that are shown a server's certificate. Beside the families stand witnesses: the same library by another door.
var clients = []oracle{
	{id: "go", ask: askGo},
	{id: "openssl", needs: []string{"curl"}, every: 3, inCI: 1, ask: each(4, askCurl)},
	{id: "strict", needs: []string{"python3"}, ask: askPython("strict")},
	{id: "node", needs: []string{"node"}, ask: askNode, leave: weakInNode},
	{id: "gnutls", needs: []string{"gnutls-cli"}, every: 3, inCI: 1, ask: each(4, askGnuTLS)},
	{id: "nss", needs: []string{"certutil", "tstclnt"}, every: 3, inCI: 1, ask: askNSS},
	{id: "java", every: 2, inCI: 1, needs: []string{"java"}, ask: askJava, leave: laterJava},
	{id: "openssl s_client", every: 6, inCI: 4, needs: []string{"openssl"}, ask: each(4, askOpenSSL()), expect: plainOpenSSL, leave: partial},
	{id: "openssl s_client -x509_strict", every: 6, inCI: 4, needs: []string{"openssl"}, ask: each(4, askOpenSSL("-x509_strict", "-partial_chain")), expect: row("strict"), leave: partial},
	{id: "python without strict", needs: []string{"python3"}, ask: askPython("default"), expect: plainOpenSSL},
}

// demanding are readers that are servers and demand a client's certificate.
var demanding = []oracle{
	{id: "go", ask: askGo},
	{id: "openssl", every: 6, inCI: 4, needs: []string{"openssl"}, ask: each(4, askOpenSSLServer)},
	{id: "strict", needs: []string{"python3"}, ask: askPython("strict")},
	{id: "node", needs: []string{"node"}, ask: askNode, leave: weakInNode},
	{id: "gnutls", needs: []string{"gnutls-serv", "cc"}, every: 8, inCI: 8, ask: each(4, askGnuTLSServer), leave: unloadable},
	{id: "nss", needs: []string{"certutil", "vfychain"}, every: 3, inCI: 1, ask: askNSS, leave: handshake},
	{id: "java", every: 2, inCI: 1, needs: []string{"java"}, ask: askJava, leave: laterJava},
	{id: "python without strict", needs: []string{"python3"}, ask: askPython("default"), expect: row("openssl")},
}

func row(id string) func(map[string]model.Acceptance) []model.Objection {
	return func(rows map[string]model.Acceptance) []model.Objection { return rows[id].Objections }
}

// plainOpenSSL has node's rules for chains, which are OpenSSL's, and OpenSSL's own for names.
func plainOpenSSL(rows map[string]model.Acceptance) []model.Objection {
	var out []model.Objection
	for _, o := range rows["node"].Objections {
		if !strings.HasPrefix(o.Key, "name") || o.Key == "name-constraint" {
			out = append(out, o)
		}
	}
	for _, o := range rows["strict"].Objections {
		if strings.HasPrefix(o.Key, "name") && o.Key != "name-constraint" {
			out = append(out, o)
		}
	}
	return out
}

// partial: s_client allows wildcards within a label, which Python and most others switch off.
func partial(s *served, _ []model.Objection) bool { return strings.Contains(s.name, "wildcard") }

// weakInNode: node 18 to 22 with the OpenSSL 3.0 that they bring takes RSA keys below 2048 bits.
func weakInNode(_ *served, o []model.Objection) bool {
	for _, x := range o {
		if x.Key != "weak-key-node" {
			return false
		}
	}
	return len(o) > 0 && nodeTakesWeakKeys()
}

var nodeTakesWeakKeys = sync.OnceValue(func() bool {
	program, _ := servers.Path("node")
	out, err := exec.Command(program, "-p", "process.config.variables.node_shared_openssl+process.versions.openssl").Output()
	return err == nil && strings.HasPrefix(string(out), "false3.0")
})

// laterJava: what Java 25 refuses and Java 17 does not.
func laterJava(s *served, o []model.Objection) bool {
	return len(o) == 1 && (o[0].Key == "empty-san" || s.name == "wildcard in the second label" || s.name == "wildcard twice")
}

// unloadable: gnutls-serv does not start with such a root at all.
func unloadable(s *served, o []model.Objection) bool {
	return len(s.anchors) == 0 || slices.ContainsFunc(o, func(x model.Objection) bool {
		return (x.Key == "duplicate" || x.Key == "version-2") && strings.HasPrefix(x.Certificate, "Root")
	})
}

// handshake: vfychain looks at the certificate and makes no handshake with its key.
func handshake(_ *served, o []model.Objection) bool {
	return len(o) > 0 && (o[0].Key == "key" || o[0].Key == "weak-key")
}
