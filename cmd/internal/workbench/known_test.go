package workbench

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
)

// TestOwnFileIsItsIdentity: the very file of an identity of this home goes by the identity's name, a copy does not.
func TestOwnFileIsItsIdentity(t *testing.T) {
	dir := t.TempDir()
	own, other := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "copy.pem")
	for _, f := range []string{own, other} {
		require.NoError(t, os.WriteFile(f, []byte("x"), 0o600))
	}
	ws := model.Workspace{Authorities: []model.Authority{{Name: "lab", Identities: []model.Identity{{Name: "web", Authority: "lab", CertFile: own}}}}}
	assert.Equal(t, "lab/web", refOf(ws, own))
	assert.Equal(t, "lab/web", refOf(ws, filepath.Join(dir, ".", "cert.pem")))
	assert.Equal(t, other, refOf(ws, other))
	assert.Equal(t, filepath.Join(dir, "none.pem"), refOf(ws, filepath.Join(dir, "none.pem")))
	assert.Empty(t, refOf(ws, ""))
}
