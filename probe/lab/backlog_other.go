//go:build !linux

package lab

import (
	"errors"
	"net"
)

// full is known to work on Linux only.
func full() (net.Listener, string, error) { return nil, "", errors.ErrUnsupported }
