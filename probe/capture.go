package probe

import (
	"io"
	"sync"

	"certwright/probe/wire"
)

// captureLimit caps what is kept of all connections of one probe together, in bytes.
const captureLimit = 4 << 20

// Capture keeps the connections of one probe, byte by byte, and the secrets that open them, in memory only. Whoever gets
// what WritePcapng writes can read everything that was said. Give an empty one to Config; it is safe for concurrent use.
type Capture struct {
	mu         sync.Mutex
	recordings []wire.Recording
	secrets    *wire.Secrets
	kept       int64
}

// keep adds a connection that has ended. What would go beyond the limit is left out whole. A nil Capture keeps nothing.
func (c *Capture) keep(r wire.Recording, secrets *wire.Secrets) {
	size := r.Sent + r.Received - r.Unrecorded
	if c == nil || size == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept+size > captureLimit {
		return
	}
	c.kept += size
	c.secrets = secrets
	c.recordings = append(c.recordings, r)
}

// Empty reports whether there is nothing to write: no connection was made, or nothing was said on it.
func (c *Capture) Empty() bool {
	if c == nil {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.recordings) == 0
}

// WritePcapng writes all connections as one capture file with the secrets inside, in the order in which they were made.
// The caller must have said so to whoever asked for it.
func (c *Capture) WritePcapng(w io.Writer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return wire.WritePcapng(w, c.secrets, c.recordings...)
}
