package wire

import (
	"errors"
	"math"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"time"

	"certwright/model"
)

// DefaultLimit is how many bytes of both directions together a Recorder keeps when New is given none.
const DefaultLimit = 1 << 20

// Chunk is what one Read or Write carried.
type Chunk struct {
	At        time.Duration // since Tap: when a Read returned, when a Write began
	Direction model.Direction
	Data      []byte // never written to again
}

// Recording is what a Recorder holds at one moment. It stays valid and unchanged while the
// connection goes on.
type Recording struct {
	Chunks []Chunk
	// Dialogue is how many of the first chunks belong to the clear text before TLS (STARTTLS); 0 when
	// the connection began with TLS, more than there are chunks while TLS has not begun.
	Dialogue int
	// Sent and Received count every byte that passed, Unrecorded those beyond the limit, which no chunk holds.
	Sent, Received, Unrecorded int64
	// Started is the wall clock at Tap; Client and Server are the addresses of the connection, zero when unknown.
	Started        time.Time
	Client, Server netip.AddrPort
	// ReadErr is the first error of Read that was not our own deadline, io.EOF included, and ReadErrAt its time.
	ReadErr   error
	ReadErrAt time.Duration
}

// Truncated says whether bytes passed that were not recorded.
func (r Recording) Truncated() bool { return r.Unrecorded > 0 }

// Recorder keeps a copy of the bytes of one connection. It is safe for concurrent use.
type Recorder struct {
	mu    sync.Mutex
	limit int
	arena []byte // grows only; chunks are slices of it
	fresh bool   // bytes arrived since the reader last came back for more
	rec   Recording
	quiet chan struct{}
}

// New returns a Recorder that keeps at most limit bytes, DefaultLimit when limit is 0 or less.
func New(limit int) *Recorder {
	if limit <= 0 {
		limit = DefaultLimit
	}
	return &Recorder{limit: limit, quiet: make(chan struct{}, 1)}
}

// Tap returns a connection that behaves like conn and records what passes, as seen by the client: a
// Write goes to the server. The clock starts here. One Recorder taps one connection.
func (r *Recorder) Tap(conn net.Conn) net.Conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rec.Started = time.Now()
	r.rec.Client = addrPort(conn.LocalAddr())
	r.rec.Server = addrPort(conn.RemoteAddr())
	return &tap{Conn: conn, recorder: r}
}

// BeginDialogue says before the first byte that the connection begins in clear text: all that is recorded until BeginTLS
// belongs to it.
func (r *Recorder) BeginDialogue() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rec.Dialogue = math.MaxInt
}

// BeginTLS marks the point where a STARTTLS dialogue ended: what was recorded before is clear text,
// what follows is TLS.
func (r *Recorder) BeginTLS() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rec.Dialogue = len(r.rec.Chunks)
}

// Snapshot returns what has been recorded so far. It costs no copy of the bytes.
func (r *Recorder) Snapshot() Recording {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.rec
	s.Chunks = s.Chunks[:len(s.Chunks):len(s.Chunks)]
	return s
}

// Quiet receives a value when new bytes have been recorded and the reader has come back for more:
// everything before has then been processed and its secrets are logged, so it is the moment to
// decode. It has room for one value and is never closed.
func (r *Recorder) Quiet() <-chan struct{} { return r.quiet }

// since is the monotonic time since Tap.
func (r *Recorder) since() time.Duration { return time.Since(r.rec.Started) }

// usualHandshake is what most handshakes take with a small reply, both directions together, in bytes.
const usualHandshake = 8 << 10

// keep appends a chunk, as much of it as the limit allows, and returns its index, -1 for none. Once a
// byte was left out nothing more is kept in either direction, so that what is there has no gap.
func (r *Recorder) keep(dir model.Direction, data []byte) int {
	if len(data) == 0 {
		return -1
	}
	at := r.since()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count(dir, len(data))
	r.fresh = true
	room := r.limit - len(r.arena)
	if r.rec.Unrecorded > 0 {
		room = 0
	}
	if len(data) > room {
		r.rec.Unrecorded += int64(len(data) - room)
		data = data[:room]
	}
	if len(data) == 0 {
		return -1
	}
	if r.arena == nil {
		r.arena = make([]byte, 0, min(r.limit, usualHandshake))
	}
	start := len(r.arena)
	r.arena = append(r.arena, data...)
	r.rec.Chunks = append(r.rec.Chunks, Chunk{At: at, Direction: dir, Data: r.arena[start:len(r.arena):len(r.arena)]})
	return len(r.rec.Chunks) - 1
}

// count adds to the totals. The caller holds the lock.
func (r *Recorder) count(dir model.Direction, n int) {
	if dir == model.ToServer {
		r.rec.Sent += int64(n)
	} else {
		r.rec.Received += int64(n)
	}
}

// shorten takes back what a failed Write did not hand over: only the first n of all bytes went out.
// Snapshots share the list of chunks, so a new one is made.
func (r *Recorder) shorten(i, n, all int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count(model.ToServer, n-all)
	if i < 0 || n >= len(r.rec.Chunks[i].Data) {
		return
	}
	r.rec.Chunks = slices.Clone(r.rec.Chunks)
	r.rec.Chunks[i].Data = r.rec.Chunks[i].Data[:n]
}

// readAgain is called when the reader asks for more bytes.
func (r *Recorder) readAgain() {
	r.mu.Lock()
	fresh := r.fresh
	r.fresh = false
	r.mu.Unlock()
	if !fresh {
		return
	}
	select {
	case r.quiet <- struct{}{}:
	default: // a value is waiting already
	}
}

// readFailed keeps the first error that is not a deadline of our own.
func (r *Recorder) readFailed(err error) {
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, net.ErrClosed) {
		return
	}
	at := r.since()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rec.ReadErr == nil {
		r.rec.ReadErr, r.rec.ReadErrAt = err, at
	}
}

// tap is the connection that Tap returns.
type tap struct {
	net.Conn
	recorder *Recorder
}

func (t *tap) Read(p []byte) (int, error) {
	t.recorder.readAgain()
	n, err := t.Conn.Read(p)
	t.recorder.keep(model.FromServer, p[:n])
	if err != nil {
		t.recorder.readFailed(err)
	}
	return n, err
}

func (t *tap) Write(p []byte) (int, error) {
	// Recorded before it is sent, so that an answer read by another goroutine cannot come first.
	i := t.recorder.keep(model.ToServer, p)
	n, err := t.Conn.Write(p)
	if n < len(p) {
		t.recorder.shorten(i, n, len(p))
	}
	return n, err
}

// NetConn returns the connection underneath, as tls.Conn.NetConn does.
func (t *tap) NetConn() net.Conn { return t.Conn }

// addrPort reads the address of a connection; the zero value when it has none of this shape (a pipe).
func addrPort(a net.Addr) netip.AddrPort {
	if a == nil {
		return netip.AddrPort{}
	}
	ap, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.AddrPort{}
	}
	return ap
}
