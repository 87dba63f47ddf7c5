package model

// Codes for files: given by flag, read for inspection, or part of the workspace.
const (
	FileUnreadable    Code = "file-unreadable"
	WrongFileKind     Code = "wrong-file-kind"
	FileDamaged       Code = "file-damaged"
	FileUntidy        Code = "file-untidy"
	KeyEncrypted      Code = "key-encrypted"
	KeyMismatch       Code = "key-does-not-match-certificate"
	CAKeyMismatch     Code = "ca-key-mismatch"
	CAKeyAbsent       Code = "ca-key-absent"
	FileModeTooOpen   Code = "file-mode-too-open"
	ChainOutOfOrder   Code = "chain-out-of-order"
	CAEntryUnreadable Code = "ca-entry-unreadable"
	SymlinkRefused    Code = "symlink-refused"
	WriteFailed       Code = "write-failed"
	StoreBusy         Code = "store-busy"
	Unexpected        Code = "unexpected"
	UnknownText       Code = "unknown-text"
)

// "file" is the path as given, "role" what it was given for: ca, cert, key, crl, file.
// "found" and "wanted" are kinds: certificate, key, csr, crl, pkcs12, pkcs7, openssh-key, pgp-key, public-key, der, text, chain, several-keys.
var fileCodes = []CodeInfo{
	{FileUnreadable, RankInput, Fatal, PartyLocalFile, []string{"file", "role", "reason"}, []string{"missing", "permission", "directory", "empty", "too-large", "not-regular"}, nil},
	{WrongFileKind, RankInput, Fatal, PartyLocalFile, []string{"file", "role", "found", "wanted"}, []string{"key-for-certificate", "certificate-for-key", "csr", "pkcs12", "pkcs7", "openssh-key", "pgp-key", "public-key", "several-keys", "no-leaf", "crl", "key-not-named"}, nil},
	{FileDamaged, RankInput, Fatal, PartyLocalFile, []string{"file", "role", "reason"}, []string{"truncated", "base64", "utf-16", "literal-newlines", "garbage", "asn1", "key-type"}, nil},
	{FileUntidy, RankInput, Note, PartyLocalFile, []string{"file", "role"}, []string{"der", "bom", "crlf", "leading-text", "pkcs7", "label"}, nil},
	{KeyEncrypted, RankInput, Fatal, PartyLocalFile, []string{"file"}, []string{"wrong-passphrase"}, nil},
	{KeyMismatch, RankInput, Fatal, PartyLocalFile, []string{"certificate", "key"}, nil, nil},
	{CAKeyMismatch, RankInput, Fatal, PartyLocalFile, []string{"authority", "certificate", "key"}, nil, nil},
	{CAKeyAbsent, RankInput, Fatal, PartyLocalFile, []string{"authority", "path"}, nil, nil},
	{FileModeTooOpen, RankInput, Warning, PartyLocalFile, []string{"file", "mode"}, nil, nil},
	{ChainOutOfOrder, RankInput, Warning, PartyLocalFile, []string{"file"}, nil, nil},
	{CAEntryUnreadable, RankInput, Warning, PartyLocalFile, []string{"file", "entry", "reason"}, nil, nil},
	{SymlinkRefused, RankInput, Fatal, PartyLocalFile, []string{"path"}, nil, nil},
	{WriteFailed, RankInput, Fatal, PartyLocalFile, []string{"path", "reason"}, []string{"full", "permission", "read-only", "exists", "no-recording", "stdout"}, nil},
	{StoreBusy, RankInput, Fatal, PartyLocalFile, []string{"path"}, nil, nil},
	{Unexpected, RankInput, Fatal, PartyUnknown, []string{"reason"}, nil, nil},
	{UnknownText, RankInput, Note, PartyUnknown, []string{"text"}, []string{"empty"}, nil},
}
