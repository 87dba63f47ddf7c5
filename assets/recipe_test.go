package assets

import (
	"encoding/json"
	"io/fs"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab/servers"
)

func ordinaryValues() map[string]string {
	return map[string]string{"name": "etcd-1", "server_dir": "/home/me/certwright/pouch_test/etcd-1", "host": "10.0.1.10", "client_dir": "/home/me/certwright/pouch_test/admin"}
}

func recipeOf(t *testing.T, system string, lang Lang, change ...string) model.Recipe {
	v := ordinaryValues()
	for i := 0; i+1 < len(change); i += 2 {
		v[change[i]] = change[i+1]
	}
	if system == "other" && v["port"] == "" {
		v["port"] = "8443"
	}
	r, err := Recipe(system, lang, v)
	require.NoError(t, err)
	return r
}

func sectionsOf(t *testing.T, system string, lang Lang) (string, []recipeSection) {
	title, blocks, err := headed(string(mustRead("recipes/" + system + "/" + string(lang) + ".md")))
	require.NoError(t, err)
	var out []recipeSection
	for _, b := range blocks {
		s, err := parseRecipeSection(b)
		require.NoError(t, err, "%s %s", system, lang)
		out = append(out, s)
	}
	return title, out
}

func TestRecipesAreWholeInBothLanguages(t *testing.T) {
	known := append([]string{"at", "arrived", "cluster"}, recipeValues...)
	for _, target := range model.Targets() {
		enTitle, en := sectionsOf(t, target.ID, English)
		zhTitle, zh := sectionsOf(t, target.ID, Chinese)
		assert.NotEqual(t, enTitle, zhTitle)
		assert.Regexp(t, han, zhTitle)
		require.Len(t, zh, len(en), target.ID)
		for i, s := range en {
			z := zh[i]
			where := target.ID + ": " + s.id + " " + s.when + ": " + s.title
			assert.Equal(t, []string{s.id, s.when, s.kind}, []string{z.id, z.when, z.kind}, where)
			assert.Equal(t, s.code, z.code, "%s: code differs", where)
			assert.Contains(t, recipeIDs, s.id, where)
			assert.True(t, s.kind == "" || slices.Contains(codeKinds, s.kind), where)
			assert.Regexp(t, han, z.title, where)
			assert.NotEqual(t, s.title, z.title, where)
			assert.Equal(t, s.text == "", z.text == "", where)
			if z.text != "" {
				assert.Regexp(t, han, z.text, where)
				assert.NotRegexp(t, han, s.text, where)
			}
			for _, text := range []string{s.text, z.text, s.title, z.title} {
				assert.NotRegexp(t, ambiguous, text, where)
				for _, k := range placeholdersOf(text + s.code) {
					assert.Contains(t, known, k, where)
				}
				for _, line := range strings.Split(text, "\n") {
					assert.LessOrEqual(t, ansi.StringWidth(line), 85, line)
				}
			}
			if s.kind == "sh" {
				assert.NotRegexp(t, quotedPlaceholder, s.code, where)
			}
		}
	}
	entries, err := fs.ReadDir(files, "recipes")
	require.NoError(t, err)
	assert.Len(t, entries, len(model.Targets())+1, "a folder without target, or a target without folder")
}

func TestRecipesSayAllThatIsNeeded(t *testing.T) {
	for _, target := range model.Targets() {
		for _, host := range []string{"10.0.1.10", "127.0.0.1"} {
			r := recipeOf(t, target.ID, English, "host", host)
			var ids []string
			for _, s := range r.Sections {
				ids = append(ids, s.ID)
				assert.NotContains(t, s.Text+s.Code+s.Title, "{name}", target.ID)
				assert.False(t, s.Text == "" && s.Code == "", s.Title)
			}
			for _, id := range []string{"copy", "owner", "config", "restart", "check", "log", "undo"} {
				assert.Contains(t, ids, id, target.ID)
			}
			assert.Equal(t, host == "10.0.1.10", strings.Contains(codeOf(r), "scp -r"), "files are sent only to another machine")
		}
	}
}

func codeOf(r model.Recipe) string {
	var all []string
	for _, s := range r.Sections {
		all = append(all, s.Code)
	}
	return strings.Join(all, "\n")
}

func TestRecipeCommandsAreShell(t *testing.T) {
	servers.Need(t, "sh")
	for _, target := range model.Targets() {
		_, sections := sectionsOf(t, target.ID, English)
		v := recipeSetting(target.ID, map[string]string{"name": "a b'c", "server_dir": "/x/$(touch y)/a b'c", "host": "::1", "port": "1", "client_dir": "/c d/;ls", "user": "me"})
		v["cluster"] = "a=https://[::1]:2380,b=https://10.0.0.1:2380" // of such a name there is none
		for _, s := range sections {
			if s.kind != "sh" {
				continue
			}
			f, err := v.fill(s)
			require.NoError(t, err)
			cmd := exec.Command("sh", "-n")
			cmd.Stdin = strings.NewReader(f.Code)
			out, err := cmd.CombinedOutput()
			assert.NoError(t, err, "%s: %s\n%s", target.ID, out, f.Code)
			assert.NotContains(t, strings.ReplaceAll(f.Code, `'/x/$(touch y)/a b'\''c'`, ""), "$(touch", "unquoted")
		}
	}
}

func TestRecipeConfigurations(t *testing.T) {
	docker := codeOf(recipeOf(t, "docker", English))
	start := strings.Index(docker, "{\n")
	var daemon map[string]any
	require.NoError(t, json.NewDecoder(strings.NewReader(docker[start:])).Decode(&daemon))
	assert.Equal(t, true, daemon["tlsverify"])
	assert.NotContains(t, daemon, "hosts", "hosts beside -H keeps dockerd from starting")
	assert.Contains(t, docker, "ExecStart=\nExecStart=/")
	assert.Contains(t, docker, "-H tcp://10.0.1.10:2376 version", "without a port docker dials 2375")

	etcd := codeOf(recipeOf(t, "etcd", English, "host", "fd00::1"))
	assert.Contains(t, etcd, "ETCD_ADVERTISE_CLIENT_URLS=https://[fd00::1]:2379")
	assert.Contains(t, etcd, "--endpoints=https://[fd00::1]:2379")
	assert.Contains(t, etcd, "install -m 600 -o etcd -g etcd key.pem")
	assert.Contains(t, etcd, "--client-cert-auth --trusted-ca-file")

	pouch := codeOf(recipeOf(t, "pouch", English, "port", "4000"))
	assert.Contains(t, pouch, "-l tcp://0.0.0.0:4000 --tlsverify")
	assert.Contains(t, pouch, `SSL_CERT_FILE="$c/ca.pem" pouch`)
}

func TestRecipeWithoutClientLeavesItsSectionsOut(t *testing.T) {
	r := recipeOf(t, "docker", English, "client_dir", "")
	for _, s := range r.Sections {
		assert.NotContains(t, []string{"check", "client"}, s.ID)
	}
}

func TestRecipeRefusesWhatItCannotWrite(t *testing.T) {
	v := ordinaryValues()
	_, err := Recipe("kubernetes", English, v)
	assert.ErrorContains(t, err, "kubernetes")
	_, err = Recipe("../causes/expired", English, v)
	assert.Error(t, err)
	v["host"] = "a;b\nc"
	_, err = Recipe("etcd", English, v)
	assert.ErrorContains(t, err, "configuration file")
	v["host"] = ""
	_, err = Recipe("etcd", English, v)
	assert.ErrorContains(t, err, "value for")
	v = ordinaryValues()
	_, err = Recipe("other", English, v)
	assert.ErrorContains(t, err, "port", "no usual port for a system that we do not know")
}

func TestEtcdClusterKnowsAllItsMembers(t *testing.T) {
	three := "etcd-1=10.0.1.10,etcd-2=fd00::2,etcd-3=etcd-3.local"
	page := codeOf(recipeOf(t, "etcd", English, "members", three))
	list := "etcd-1=https://10.0.1.10:2380,etcd-2=https://[fd00::2]:2380,etcd-3=https://etcd-3.local:2380"
	assert.Contains(t, page, "ETCD_NAME=etcd-1\nETCD_INITIAL_CLUSTER="+list+"\n")
	assert.Contains(t, page, "--name=etcd-1 \\\n  --initial-cluster="+list+" \\\n")
	assert.Contains(t, page, "--peer-cert-file=")

	alone := codeOf(recipeOf(t, "etcd", English))
	assert.Contains(t, alone, "ETCD_INITIAL_CLUSTER=etcd-1=https://10.0.1.10:2380\n", "the peer part alone starts, too")
	assert.NotContains(t, alone, "--peer-cert-file=")

	v := ordinaryValues()
	v["members"] = "etcd-1=10.0.1.10,etcd-2=a b"
	_, err := Recipe("etcd", English, v)
	assert.ErrorContains(t, err, "cluster")
}
