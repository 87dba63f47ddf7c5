//go:build race

package readers

// raced: under the race detector the sample is enough, for the programs are asked the same once more without it.
const raced = true
