package wire

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"certwright/probe/lab/servers"
)

func TestSuiteNamesAgreeWithGo(t *testing.T) {
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		require.Equal(t, s.Name, SuiteName(s.ID))
		_, ok := parseSuite(s.ID)
		require.True(t, ok, "%s: every suite that crypto/tls can negotiate is readable", s.Name)
	}
}

func TestSuiteNamesAgreeWithOpenSSL(t *testing.T) {
	servers.Need(t, "openssl")
	out := servers.Run(t, t.Context(), "openssl", "ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0").Out
	n := 0
	for line := range strings.Lines(out) {
		f := strings.Fields(line) // "0x13,0x02 - TLS_AES_256_GCM_SHA384 - ..."
		if len(f) < 3 || !strings.HasPrefix(f[2], "TLS_") {
			continue
		}
		var hi, lo uint16
		_, err := fmt.Sscanf(f[0], "0x%x,0x%x", &hi, &lo)
		require.NoError(t, err, line)
		require.Equal(t, f[2], SuiteName(hi<<8|lo))
		n++
	}
	require.Greater(t, n, 50)
}

func TestNames(t *testing.T) {
	require.Equal(t, "bad_certificate", AlertName(42))
	require.Equal(t, "certificate_required", AlertName(116))
	require.Equal(t, "alert_255", AlertName(255))
	require.Equal(t, "TLS 1.3", VersionName(tls.VersionTLS13))
	require.Equal(t, "TLS 1.0", VersionName(tls.VersionTLS10))
	require.Equal(t, "SSL 3.0", VersionName(0x0300))
	require.Equal(t, "0x0305", VersionName(0x0305))
	require.Equal(t, "GREASE", SuiteName(0x1a1a))
	require.Equal(t, "0x1a2a", SuiteName(0x1a2a))
	require.Equal(t, "X25519MLKEM768", GroupName(uint16(tls.X25519MLKEM768)))
	require.Equal(t, "secp384r1", GroupName(uint16(tls.CurveP384)))
	require.Equal(t, "rsa_pss_rsae_sha256", SchemeName(uint16(tls.PSSWithSHA256)))
	require.Equal(t, "rsa_sha224", SchemeName(0x0301))
	require.Equal(t, "0x0a01", SchemeName(0x0a01))
	require.Equal(t, "server_name", ExtensionName(0))
	require.Equal(t, "NewSessionTicket", HandshakeName(4))
	require.Equal(t, "handshake_99", HandshakeName(99))
}

func TestSuitesThatCannotBeRead(t *testing.T) {
	for _, id := range []uint16{0x1304, 0xc09c, 0x0041, 0xc050, 0x0002, 0x0009, 0xffff, 0x00ff} {
		_, ok := parseSuite(id)
		require.False(t, ok, SuiteName(id))
	}
}

func TestExchangeOfSuites(t *testing.T) {
	for id, want := range map[uint16]exchange{
		0xc02f: {kind: "ECDHE"},
		0x009e: {kind: "DHE"},
		0x002f: {kind: "RSA"},
		0x0030: {kind: "DH"},
		0x0034: {kind: "DHE", anonymous: true},
		0x0019: {kind: "DHE", anonymous: true},
		0xc018: {kind: "ECDHE", anonymous: true},
		0xd001: {kind: "ECDHE", psk: true},
		0x1301: {},
	} {
		require.Equal(t, want, exchangeOf(id), SuiteName(id))
	}
}
