package workbench

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"

	"certwright/model"
	"certwright/probe"
)

// capturesKept is how many probes of a run can still be saved as captures: the last ones.
const capturesKept = 8

// captures holds the recordings of the last probes by number. The number is all that a report carries: the recordings and
// their secrets stay here, in memory, until they are pushed out, saved, or the program ends.
type captures struct {
	mu   sync.Mutex
	last uint64
	held map[uint64]*probe.Capture
}

// keep returns the number of a capture; 0 when there is nothing in it.
func (c *captures) keep(capture *probe.Capture) uint64 {
	if capture.Empty() {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held == nil {
		c.held = map[uint64]*probe.Capture{}
	}
	c.last++
	c.held[c.last] = capture
	delete(c.held, c.last-capturesKept)
	return c.last
}

func (c *captures) find(number uint64) *probe.Capture {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held[number]
}

// forget drops all of them.
func (c *captures) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = nil
}

// pcapng is the capture of a report as a file's content.
func (w *Workbench) pcapng(r model.Report, path string) ([]byte, error) {
	capture := w.captures.find(r.Capture)
	if capture == nil {
		return nil, model.Fail(model.New(model.WriteFailed, "path", path, "reason", "").As("no-recording"))
	}
	var out bytes.Buffer
	if err := capture.WritePcapng(&out); err != nil {
		return nil, failure(err)
	}
	return out.Bytes(), nil
}

// CaptureFile judges a path before anything is dialled: a capture overwrites nothing.
func CaptureFile(path string) []model.Finding {
	switch _, err := os.Lstat(path); {
	case path == "-":
		return []model.Finding{model.New(model.BadOption, "option", "--pcapng", "value", path, "wanted", "FILE")}
	case err == nil:
		return []model.Finding{notWritten(path, fs.ErrExist)}
	}
	return nil
}

// WriteCapture writes what a probe recorded, with the secrets that open it, to a new file that only its owner can read.
// A report without a recording (nothing answered, or it is too long ago) is write-failed/no-recording.
func (w *Workbench) WriteCapture(r model.Report, path string) error {
	data, err := w.pcapng(r, path)
	if err != nil {
		return err
	}
	return writeNew(path, data)
}

// SaveCapture is WriteCapture to a new file in the home's directory for notes; it returns the path.
func (w *Workbench) SaveCapture(_ context.Context, r model.Report) (string, error) {
	data, err := w.pcapng(r, "")
	if err != nil {
		return "", err
	}
	return w.note(r.Dial.FileName(".pcapng"), data)
}

// writeNew makes a file of mode 0600; what could not be written whole is taken away again.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return model.Fail(notWritten(path, err))
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(path)
		return model.Fail(notWritten(path, err))
	}
	return nil
}

func notWritten(path string, err error) model.Finding {
	var inner *fs.PathError
	reason, variant := err.Error(), ""
	if errors.As(err, &inner) {
		reason = inner.Err.Error()
	}
	if errors.Is(err, fs.ErrExist) {
		variant = "exists"
	}
	return model.New(model.WriteFailed, "path", path, "reason", reason).As(variant)
}
