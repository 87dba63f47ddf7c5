package screens_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/ui/uitest"
)

func recordedReport() model.Report {
	r := goodReport()
	r.Capture = 7
	return r
}

func TestSavingAsksForTheForm(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), recordedReport()))
	d.Press("s")
	d.Golden("saving_80x24_en")
	d.Sees("report as text", "capture for Wireshark", "A capture holds the secrets")
	d.Press("esc")
	assert.Empty(t, f.Saved)
	assert.Empty(t, f.Captured)

	d.Press("s", "enter")
	assert.Len(t, f.Saved, 1, "the harmless form is the first")
	assert.Empty(t, f.Captured)

	d.Press("s", "2")
	require.Len(t, f.Captured, 1)
	assert.Equal(t, uint64(7), f.Captured[0].Capture)
	assert.Len(t, f.Saved, 1)
	d.Sees("probe.pcapng", "gets in")
}

// Where nothing was recorded there is no question: s saves the text, as ever.
func TestSavingWithoutARecording(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), goodReport()))
	d.Press("s")
	assert.Len(t, f.Saved, 1)
	d.Lacks("capture for Wireshark")
}

func TestSavingFails(t *testing.T) {
	f := &uitest.Fake{}
	d := uitest.New(t, probing(f, etcdDial(), recordedReport()))
	f.Fail = model.Fail(model.New(model.WriteFailed, "path", "/h/notes", "reason", "").As("no-recording"))
	d.Press("s", "2")
	d.Sees("There is no recording to save")
}

func TestSavingInChinese(t *testing.T) {
	d := uitest.New(t, probing(&uitest.Fake{}, etcdDial(), recordedReport()))
	d.Press("f2", "s")
	d.Golden("saving_80x24_zh")
	d.Sees("给 Wireshark 的抓包文件", "密码也在内")
}
