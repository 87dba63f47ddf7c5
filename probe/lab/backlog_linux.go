package lab

import (
	"errors"
	"net"
	"os"
	"strconv"
	"syscall"
	"time"
)

// full listens with the shortest queue there is and fills it: the kernel then answers no further SYN.
func full() (net.Listener, string, error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, "", os.NewSyscallError("socket", err)
	}
	q := &queue{fd: fd}
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		_ = q.Close()
		return nil, "", os.NewSyscallError("bind", err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		_ = q.Close()
		return nil, "", os.NewSyscallError("listen", err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		_ = q.Close()
		return nil, "", os.NewSyscallError("getsockname", err)
	}
	addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(name.(*syscall.SockaddrInet4).Port))
	return q, addr, q.fill(addr)
}

const fillWait = 200 * time.Millisecond

var errQueue = errors.New("lab: the queue does not fill")

// queue is a listening socket from which nobody accepts.
type queue struct {
	fd      int
	waiting []net.Conn
	closed  chan struct{}
}

// fill dials until a connection is not taken any more.
func (q *queue) fill(addr string) error {
	q.closed = make(chan struct{})
	for range 8 {
		c, err := net.DialTimeout("tcp4", addr, fillWait)
		if err != nil {
			return nil
		}
		q.waiting = append(q.waiting, c)
	}
	_ = q.Close()
	return errQueue
}

func (q *queue) Accept() (net.Conn, error) {
	<-q.closed
	return nil, net.ErrClosed
}

func (q *queue) Close() error {
	for _, c := range q.waiting {
		_ = c.Close()
	}
	if q.closed != nil {
		close(q.closed)
	}
	return syscall.Close(q.fd)
}

func (q *queue) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
