package assets

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

func readersOfAnExpired() model.Acceptances {
	ended := model.Objection{Key: "expired", Certificate: "etcd-1", Detail: "2026-11-01 09:30 UTC"}
	usage := model.Objection{Key: "ca-key-usage", Certificate: "lab\x1b[31m"}
	return model.Acceptances{Purpose: model.ProfileServer, Name: "etcd-1", Trust: "lab", Days: 900, Others: []string{"10.0.1.10"}, Rows: []model.Acceptance{
		{Reader: "go", Answer: model.AnswerNo, Objections: []model.Objection{ended}},
		{Reader: "openssl", Answer: model.AnswerNo, Objections: []model.Objection{ended}},
		{Reader: "strict", Answer: model.AnswerNo, Objections: []model.Objection{ended, usage}},
		{Reader: "java", Answer: model.AnswerYes},
		{Reader: "nss", Answer: model.AnswerUnknown, Objections: []model.Objection{{Key: "unreadable"}}},
	}}
}

func TestReaderRowsSayEachReasonOnce(t *testing.T) {
	rows := ReaderRows(readersOfAnExpired(), English)
	require.Len(t, rows, 5)
	assert.Equal(t, ReaderRow{Name: "Go (docker, etcd, kubectl)", Short: "Go", Answer: "no",
		Reasons: []ReaderReason{{Text: "etcd-1 ended on 2026-11-01 09:30 UTC.", Fix: "renew it."}}}, rows[0])
	assert.Empty(t, rows[1].Reasons)
	assert.Equal(t, "as Go", rows[1].Same)
	assert.Equal(t, []ReaderReason{{Text: `The CA lab\x1b[31m has no keyUsage.`, Fix: "make that CA again with keyUsage keyCertSign, cRLSign."}}, rows[2].Reasons)
	assert.Equal(t, "and as Go", rows[2].Same)
	assert.Equal(t, ReaderRow{Name: "Java", Short: "Java", Answer: "yes"}, rows[3])
	assert.Equal(t, "?", rows[4].Answer)
}

func TestReadersLineGroupsEqualReasons(t *testing.T) {
	accepted, refused := ReadersLine(readersOfAnExpired(), English)
	assert.Equal(t, "Java", accepted)
	require.Len(t, refused, 3)
	assert.Equal(t, "Go, OpenSSL: etcd-1 ended on 2026-11-01 09:30 UTC.", refused[0])
	assert.Contains(t, refused[1], "Python 3.13: etcd-1 ended")
	assert.Equal(t, "NSS: It cannot be read here, so no rule could be applied.", refused[2])

	all := readersOfAnExpired()
	all.Rows = all.Rows[3:4]
	accepted, refused = ReadersLine(all, English)
	assert.Empty(t, accepted, "where everybody accepts there is nothing to say")
	assert.Empty(t, refused)
	all.Rows = readersOfAnExpired().Rows[:2]
	accepted, _ = ReadersLine(all, Chinese)
	assert.Equal(t, "一个也没有", accepted)
}

func TestReadersHeadingAndNotes(t *testing.T) {
	a := readersOfAnExpired()
	assert.Equal(t, "Asked as a server's certificate, dialled as etcd-1; all of them trust lab. The same for 10.0.1.10.", ReadersHeading(a, English))
	a.Revoked = true
	assert.Contains(t, ReadersHeading(a, English), "trust lab. It is revoked: only")
	assert.Contains(t, ReadersHeading(a, Chinese), "都信任 lab。它已被吊销：")
	notes := ReaderNotes(a, English)
	require.Len(t, notes, len(noteSources))
	for _, lang := range Langs() {
		for _, n := range ReaderNotes(a, lang) {
			assert.NotEmpty(t, n.About)
			assert.NotEmpty(t, n.Sources)
			assert.NotContains(t, n.Text, "{")
		}
	}
	assert.Contains(t, notes[2].Text, "this one: 900")
	a.Rows = a.Rows[:3]
	assert.Empty(t, ReaderNotes(a, English), "nobody accepts: what others would say is no help")
	a.Purpose, a.Trust = model.ProfileClient, "system"
	assert.Empty(t, ReaderNotes(a, English), "they are about servers' certificates")
	assert.Contains(t, ReadersHeading(a, English), "the system's trust store")
	assert.Equal(t, "Go (dockerd, etcd, kube-apiserver)", ReaderRows(a, English)[0].Name)
}

func TestReasonTextOfWhatIsNotThere(t *testing.T) {
	eku := ReasonText(model.Objection{Key: "eku", Certificate: "x"}, model.ProfileClient, English)
	assert.Equal(t, ReaderReason{Text: "The uses of x (EKU: none) do not name clientAuth.", Fix: "reissue with clientAuth."}, eku)
	which := ReasonText(model.Objection{Key: "other-root-first", Certificate: "Root", Detail: "newest"}, model.ProfileServer, Chinese)
	assert.Equal(t, "受信任的 CA 里有几个都叫 Root，这类程序只试其中最新的一个。", which.Text)
	called := ReasonText(model.Objection{Key: "unknown-issuer", Detail: "first"}, model.ProfileServer, Chinese)
	assert.Equal(t, "它的签发者 first 不受信任。", called.Text, "a name that is one of our words stays a name")
	assert.Equal(t, "new-rule x y", ReasonText(model.Objection{Key: "new-rule", Certificate: "x", Detail: "y"}, model.ProfileServer, English).Text)
}
