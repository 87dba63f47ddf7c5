package probe

import (
	"context"
	"errors"
	"net"
	"strings"

	"golang.org/x/net/idna"
)

// onTheWire is a host name as DNS, SNI and HTTP carry it: the A-label form of an internationalised one (RFC 5890
// section 2.3.2.1). What has no such form, and every address, stays as it is.
func onTheWire(host string) string {
	for _, r := range host {
		if r >= 0x80 {
			if ascii, err := idna.Lookup.ToASCII(host); err == nil {
				return ascii
			}
			break
		}
	}
	return host
}

// lookUp resolves a name, and returns in which form it was found. A name with a final dot is not found by every way of
// resolving (in /etc/hosts it stands without one), though it is the same name.
func lookUp(ctx context.Context, host string) (found string, addresses []string, err error) {
	host = onTheWire(host)
	addresses, err = net.DefaultResolver.LookupHost(ctx, host)
	var dns *net.DNSError
	if bare, dotted := strings.CutSuffix(host, "."); dotted && errors.As(err, &dns) && dns.IsNotFound {
		if again, err := net.DefaultResolver.LookupHost(ctx, bare); err == nil {
			return bare, again, nil
		}
	}
	return host, addresses, err
}
