package wire

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"certwright/model"
)

// pipe returns a tapped end and the far end of a connection in memory.
func pipe(t *testing.T, r *Recorder) (near, far net.Conn) {
	t.Helper()
	a, b := net.Pipe()
	t.Cleanup(func() { a.Close(); b.Close() })
	a.SetDeadline(time.Now().Add(5 * time.Second))
	b.SetDeadline(time.Now().Add(5 * time.Second))
	return r.Tap(a), b
}

func TestRecorderKeepsBothDirectionsInOrder(t *testing.T) {
	r := New(0)
	near, far := pipe(t, r)
	go func() {
		io.ReadFull(far, make([]byte, 5))
		far.Write([]byte("world!"))
		far.Close()
	}()
	_, err := near.Write([]byte("hello"))
	require.NoError(t, err)
	got, err := io.ReadAll(near)
	require.NoError(t, err)
	require.Equal(t, "world!", string(got))
	rec := r.Snapshot()
	require.Len(t, rec.Chunks, 2)
	require.Equal(t, Chunk{At: rec.Chunks[0].At, Direction: model.ToServer, Data: []byte("hello")}, rec.Chunks[0])
	require.Equal(t, Chunk{At: rec.Chunks[1].At, Direction: model.FromServer, Data: []byte("world!")}, rec.Chunks[1])
	require.LessOrEqual(t, rec.Chunks[0].At, rec.Chunks[1].At)
	require.EqualValues(t, 5, rec.Sent)
	require.EqualValues(t, 6, rec.Received)
	require.Equal(t, io.EOF, rec.ReadErr)
	require.False(t, rec.Truncated())
}

func TestRecorderStopsAtItsLimitAndSaysSo(t *testing.T) {
	r := New(10)
	near, far := pipe(t, r)
	go io.Copy(io.Discard, far)
	for range 3 {
		_, err := near.Write([]byte("1234567"))
		require.NoError(t, err)
	}
	rec := r.Snapshot()
	require.Equal(t, 10, length(rec))
	require.EqualValues(t, 21, rec.Sent)
	require.EqualValues(t, 11, rec.Unrecorded)
	require.True(t, rec.Truncated())
	require.True(t, Decode(rec, nil).Truncated)

	go far.Write([]byte("x"))
	_, err := near.Read(make([]byte, 1))
	require.NoError(t, err)
	rec = r.Snapshot()
	require.Equal(t, 10, length(rec), "after a gap in one direction the other one is not kept either")
	require.EqualValues(t, 1, rec.Received)
}

func TestSnapshotsDoNotChange(t *testing.T) {
	r := New(0)
	near, far := pipe(t, r)
	go io.Copy(io.Discard, far)
	near.Write([]byte("first"))
	before := r.Snapshot()
	for range 1000 {
		near.Write([]byte("overwrites nothing"))
	}
	require.Len(t, before.Chunks, 1)
	require.Equal(t, "first", string(before.Chunks[0].Data))
	_ = append(before.Chunks, Chunk{})
	require.Equal(t, "overwrites nothing", string(r.Snapshot().Chunks[1].Data))
}

func TestRecorderIsSafeForConcurrentUse(t *testing.T) {
	r := New(1 << 14)
	near, far := pipe(t, r)
	go io.Copy(far, far)
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 200 {
			near.Write([]byte(strings.Repeat("x", 100)))
		}
	})
	wg.Go(func() { io.ReadFull(near, make([]byte, 200*100)) })
	wg.Go(func() {
		for range 200 {
			Decode(r.Snapshot(), nil)
		}
	})
	wg.Wait()
	rec := r.Snapshot()
	require.EqualValues(t, 20000, rec.Sent)
	require.EqualValues(t, 20000, rec.Received)
	require.Equal(t, 1<<14, length(rec))
	require.EqualValues(t, 40000-1<<14, rec.Unrecorded)
}

func TestQuietComesWhenTheReaderIsBackForMore(t *testing.T) {
	r := New(0)
	near, far := pipe(t, r)
	go func() {
		far.Write([]byte("flight"))
		far.Close()
	}()
	quiet := func() bool {
		select {
		case <-r.Quiet():
			return true
		default:
			return false
		}
	}
	_, err := near.Read(make([]byte, 10))
	require.NoError(t, err)
	require.False(t, quiet(), "the flight has come but is not processed")
	near.Read(make([]byte, 10))
	require.True(t, quiet())
	near.Read(make([]byte, 10))
	require.False(t, quiet(), "nothing new since")
}

func TestReadErrorIsTheirs(t *testing.T) {
	r := New(0)
	near, far := pipe(t, r)
	near.SetReadDeadline(time.Now().Add(-time.Second))
	_, err := near.Read(make([]byte, 1))
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	require.NoError(t, r.Snapshot().ReadErr, "our own deadline says nothing of the server")
	near.SetReadDeadline(time.Now().Add(5 * time.Second))
	far.Close()
	near.Read(make([]byte, 1))
	require.Equal(t, io.EOF, r.Snapshot().ReadErr)
	r.readFailed(errors.New("later"))
	require.Equal(t, io.EOF, r.Snapshot().ReadErr, "the first one stays")
}

func TestBeginTLSEndsTheDialogue(t *testing.T) {
	r := New(0)
	near, far := pipe(t, r)
	go io.Copy(io.Discard, far)
	near.Write([]byte("STARTTLS\r\n"))
	r.BeginTLS()
	near.Write(RawHello{Versions: []uint16{0x0303}, Suites: []uint16{0xc02f}}.Marshal())
	got := Decode(r.Snapshot(), nil)
	require.Equal(t, []string{"> Dialogue", "> ClientHello"}, talk(got))
}

func TestAddressesAndClock(t *testing.T) {
	address := serveFunc(t, func(net.Conn) {})
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	r := New(0)
	tapped := r.Tap(conn)
	rec := r.Snapshot()
	require.Equal(t, address, rec.Server.String())
	require.Equal(t, conn.LocalAddr().String(), rec.Client.String())
	require.WithinDuration(t, time.Now(), rec.Started, 5*time.Second)
	require.Equal(t, conn, tapped.(interface{ NetConn() net.Conn }).NetConn())
}

// TestFailedWriteIsTakenBack: bytes that never left are no part of what was said.
func TestFailedWriteIsTakenBack(t *testing.T) {
	r := New(0)
	near, far := pipe(t, r)
	go func() {
		io.ReadFull(far, make([]byte, 3))
		far.Close()
	}()
	n, err := near.Write([]byte("hello"))
	require.Error(t, err)
	require.Equal(t, 3, n)
	rec := r.Snapshot()
	require.Len(t, rec.Chunks, 1)
	require.Equal(t, "hel", string(rec.Chunks[0].Data))
	require.EqualValues(t, 3, rec.Sent)
	before := r.Snapshot()
	_, err = near.Write([]byte("more"))
	require.Error(t, err)
	require.Equal(t, before.Sent, r.Snapshot().Sent)
	require.Equal(t, "hel", string(before.Chunks[0].Data))
}
