//go:build !race

package readers

const raced = false
