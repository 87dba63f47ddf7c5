package assets

import (
	"encoding/json"
	"io/fs"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

var han = regexp.MustCompile(`\p{Han}`)

// ambiguous letters are one cell wide in some terminals and two in others.
var ambiguous = regexp.MustCompile("[…→←•●▶°×①-⑳±§“”‘’─│═║■□▲△○◎★☆\uFE0F]")

// leaves lists every string below a value by its path.
func leaves(path string, v reflect.Value, into map[string]string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			leaves(path+"."+v.Type().Field(i).Name, v.Field(i), into)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			leaves(path+"["+k.String()+"]", v.MapIndex(k), into)
		}
		if v.Len() == 0 {
			into[path] = ""
		}
	case reflect.Slice:
		for i := range v.Len() {
			leaves(path+"[]", v.Index(i), into)
		}
	case reflect.String:
		into[path] = v.String()
	}
}

func wordLeaves(lang Lang) map[string]string {
	all := map[string]string{}
	leaves("Words", reflect.ValueOf(*WordsFor(lang)), all)
	delete(all, "Words.Lang")
	leaves("vocabulary", reflect.ValueOf(*vocabularyFor(lang)), all)
	leaves("wire", reflect.ValueOf(*wireFor(lang)), all)
	leaves("fixes", reflect.ValueOf(*fixesFor(lang)), all)
	return all
}

func TestWordsAreWholeInBothLanguages(t *testing.T) {
	en, zh := wordLeaves(English), wordLeaves(Chinese)
	for path, text := range en {
		assert.NotEmpty(t, strings.TrimSpace(text), "%s is empty in English", path)
		other, ok := zh[path]
		if assert.True(t, ok, "%s is missing in Chinese", path) {
			assert.Equal(t, sortedKeys(text), sortedKeys(other), "%s has other placeholders in Chinese", path)
		}
		assert.NotRegexp(t, han, text, path)
		assert.NotRegexp(t, ambiguous, text, path)
	}
	for path, text := range zh {
		assert.NotEmpty(t, strings.TrimSpace(text), "%s is empty in Chinese", path)
		assert.Contains(t, en, path, "only in Chinese")
		assert.NotRegexp(t, ambiguous, text, path)
	}
}

// Words that are the same in both languages on purpose: names of systems and of standards, marks.
var sameInBoth = regexp.MustCompile(`^(etcd|nginx|pouchd|Docker|Go|OpenSSL|Python 3.13|Node.js|GnuTLS|Java|Firefox|ok|FAIL|SSH|SMTP|IMAP|POP3|FTP|XMPP|LDAP|PostgreSQL|MySQL|Redis|VNC|CA|[A-Z]+|[^A-Za-z]*)$`)

func TestChineseIsNotEnglish(t *testing.T) {
	en, zh := wordLeaves(English), wordLeaves(Chinese)
	for path, text := range zh {
		if text == en[path] && !sameInBoth.MatchString(placeholder.ReplaceAllString(text, "")) {
			t.Errorf("%s is not translated: %q", path, text)
		}
	}
}

func sortedKeys(text string) []string {
	k := placeholdersOf(text)
	sort.Strings(k)
	return k
}

func TestEveryWordFileIsUsed(t *testing.T) {
	used := map[string]bool{"vocabulary": true, "wire": true, "fixes": true}
	for i := range reflect.TypeFor[Words]().NumField() {
		used[reflect.TypeFor[Words]().Field(i).Tag.Get("area")] = true
	}
	entries, err := fs.ReadDir(files, "ui")
	require.NoError(t, err)
	for _, e := range entries {
		area, _, _ := strings.Cut(e.Name(), ".")
		assert.True(t, used[area], "%s belongs to no area of Words", e.Name())
		b, err := files.ReadFile("ui/" + e.Name())
		require.NoError(t, err)
		assert.True(t, json.Valid(b), e.Name())
	}
}

func TestStrictDecoding(t *testing.T) {
	var w Labels
	assert.Error(t, decodeStrict([]byte(`{"what":"What","waht":"x"}`), &w))
	assert.Error(t, decodeStrict([]byte(`{"what":"What"} {}`), &w))
	assert.NoError(t, decodeStrict([]byte(`{"what":"What"}`), &w))
}

func TestCommonWordsCoverTheModel(t *testing.T) {
	for _, lang := range Langs() {
		c := WordsFor(lang).Common
		for _, s := range []model.Severity{model.Fatal, model.Warning, model.Note} {
			assert.NotEmpty(t, c.Severity[s], s)
		}
		for _, p := range []model.Party{model.PartyServer, model.PartyClient, model.PartyNetwork, model.PartyMiddlebox, model.PartyClock, model.PartyLocalFile, model.PartyUnknown} {
			assert.NotEmpty(t, c.Party[p], p)
		}
		for _, x := range []model.Certainty{model.Proven, model.Likely, model.Possible} {
			assert.NotEmpty(t, c.Certainty[x], x)
		}
		for _, x := range []model.Phase{model.PhaseResolve, model.PhaseConnect, model.PhaseStartTLS, model.PhaseHello, model.PhaseHandshake, model.PhaseAfter, model.PhaseHTTP, model.PhaseDone} {
			assert.NotEmpty(t, c.Phase[x], x)
		}
		for _, x := range []model.Ending{model.EndAlert, model.EndClosed, model.EndData, model.EndTicket, model.EndGrace, model.EndHTTP, model.EndReply, model.EndQuiet, model.EndFailed} {
			assert.NotEmpty(t, c.Ending[x], x)
		}
		for _, x := range []model.StepKind{model.StepCreateAuthority, model.StepIssue, model.StepReissue, model.StepAppendChain, model.StepRedial} {
			assert.NotEmpty(t, c.Step[x], x)
		}
		for _, x := range model.Targets() {
			assert.NotEmpty(t, c.Target[x.ID], x.ID)
		}
		for _, x := range []model.Profile{model.ProfileServer, model.ProfileClient, model.ProfilePeer} {
			assert.NotEmpty(t, c.Profile[x], x)
		}
	}
}
