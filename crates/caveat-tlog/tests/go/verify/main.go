// Command verify checks an exported transparency log with Go's own packages, which share no code with this project.
//
//	verify DIR VKEY               prints `ok SIZE ROOT`, or says what is wrong and exits 1
//	verify flips N SEED DIR VKEY  flips one bit of one file, N times, and demands that each time something is wrong
//
// DIR holds `checkpoint`, `tile/L/N` and `tile/entries/N` as c2sp.org/tlog-tiles writes them. Nothing in DIR is changed.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func main() {
	line, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
	fmt.Println(line)
}

func run(args []string) (string, error) {
	if len(args) == 5 && args[0] == "flips" {
		n, err1 := strconv.Atoi(args[1])
		seed, err2 := strconv.ParseInt(args[2], 10, 64)
		if err1 != nil || err2 != nil {
			return "", errors.New("N and SEED are numbers")
		}
		return flips(n, seed, args[3], args[4])
	}
	if len(args) != 2 {
		return "", errors.New("usage: verify DIR VKEY | verify flips N SEED DIR VKEY")
	}
	log, err := load(args[0])
	if err != nil {
		return "", err
	}
	checked, err := log.check(args[1])
	if err != nil {
		return "", err
	}
	if err := checked.prove(); err != nil {
		return "", err
	}
	return fmt.Sprintf("ok %d %s", checked.tree.N, checked.tree.Hash), nil
}

// A directory is an exported log: the bytes of each file by its path, with slashes.
type directory map[string][]byte

func load(root string) (directory, error) {
	dir := directory{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		dir[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	return dir, err
}

// Checked is a log whose checkpoint is signed, whose tiles lead to its root, and whose entries are those of the tiles.
type checked struct {
	tree   tlog.Tree
	tiles  tlog.HashReader
	leaves []tlog.Hash
}

func (dir directory) check(vkey string) (*checked, error) {
	tree, err := dir.checkpoint(vkey)
	if err != nil {
		return nil, err
	}
	c := &checked{tree: tree, tiles: tlog.TileHashReader(tree, dir)}
	indexes := make([]int64, tree.N)
	for n := range indexes {
		indexes[n] = tlog.StoredHashIndex(0, int64(n))
	}
	if tree.N > 0 {
		if c.leaves, err = c.tiles.ReadHashes(indexes); err != nil {
			return nil, err
		}
		root, err := tlog.TreeHash(tree.N, c.tiles)
		if err != nil {
			return nil, err
		}
		if root != tree.Hash {
			return nil, errors.New("the tiles do not lead to the root of the checkpoint")
		}
	} else if tree.Hash != sha256.Sum256(nil) {
		return nil, errors.New("the root of the empty log is not that of an empty tree")
	}
	known := map[string]bool{"checkpoint": true}
	if err := dir.checkTiles(tree, known); err != nil {
		return nil, err
	}
	if err := dir.checkEntries(c, known); err != nil {
		return nil, err
	}
	return c, dir.checkRest(tree, known)
}

func (dir directory) checkpoint(vkey string) (tree tlog.Tree, err error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	msg, ok := dir["checkpoint"]
	if !ok {
		return tree, errors.New("there is no checkpoint")
	}
	opened, err := note.Open(msg, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	// Go's base64 ignores bits behind the end; a checkpoint has one spelling.
	printed := opened.Text + "\n"
	for _, signature := range opened.Sigs {
		if _, err := base64.StdEncoding.Strict().DecodeString(signature.Base64); err != nil {
			return tree, errors.New("the signature is not in its one spelling")
		}
		printed += fmt.Sprintf("— %s %s\n", signature.Name, signature.Base64)
	}
	if len(opened.UnverifiedSigs) == 0 && printed != string(msg) {
		return tree, errors.New("the checkpoint is not in its one spelling")
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tree, errors.New("the checkpoint is not of the log of this key")
	}
	tree.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(tree.N, 10) != lines[1] || tree.N < 0 {
		return tree, errors.New("the checkpoint's size is malformed")
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// Where c2sp.org/tlog-tiles puts what Go calls tile/8/L/N.
func path(t tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", height))
}

func entriesPath(t tlog.Tile) string {
	return "tile/entries/" + strings.TrimPrefix(path(t), "tile/0/")
}

// Height, ReadTiles and SaveTiles make a directory a tlog.TileReader.
func (dir directory) Height() int { return height }

func (dir directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, ok := dir[path(tile)]
		if !ok {
			return nil, fmt.Errorf("there is no %s", path(tile))
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", path(tile), len(data))
		}
		all = append(all, data)
	}
	return all, nil
}

func (dir directory) SaveTiles([]tlog.Tile, [][]byte) {}

// Every tile of a tree of this size. (Go's NewTiles also names every narrower one.)
func tilesOf(size int64) (tiles []tlog.Tile) {
	const full = 1 << height
	for level := 0; size>>(height*level) > 0; level++ {
		hashes := size >> (height * level)
		for n := int64(0); n < hashes/full; n++ {
			tiles = append(tiles, tlog.Tile{H: height, L: level, N: n, W: full})
		}
		if width := hashes % full; width > 0 {
			tiles = append(tiles, tlog.Tile{H: height, L: level, N: hashes / full, W: int(width)})
		}
	}
	return tiles
}

// Every tile of the tree is there, and leads to the root. (Those of level 0 have been read with the leaves.)
func (dir directory) checkTiles(tree tlog.Tree, known map[string]bool) error {
	tiles := tilesOf(tree.N)
	if _, err := dir.ReadTiles(tiles); err != nil {
		return err
	}
	for _, tile := range tiles {
		known[path(tile)] = true
		if tile.L > 0 {
			data, err := tlog.ReadTileData(tile, tlog.TileHashReader(tree, dir))
			if err != nil {
				return err
			}
			if !bytes.Equal(data, dir[path(tile)]) {
				return fmt.Errorf("%s is not of the tree", path(tile))
			}
		}
	}
	return nil
}

func (dir directory) checkEntries(c *checked, known map[string]bool) error {
	for _, tile := range tilesOf(c.tree.N) {
		if tile.L != 0 {
			continue
		}
		name := entriesPath(tile)
		known[name] = true
		bundle, ok := dir[name]
		if !ok {
			return fmt.Errorf("there is no %s", name)
		}
		for i := 0; i < tile.W; i++ {
			if len(bundle) < 2 {
				return fmt.Errorf("%s ends early", name)
			}
			length := int(binary.BigEndian.Uint16(bundle))
			if len(bundle) < 2+length {
				return fmt.Errorf("%s ends early", name)
			}
			if n := tile.N<<height + int64(i); tlog.RecordHash(bundle[2:2+length]) != c.leaves[n] {
				return fmt.Errorf("entry %d is not the leaf %d of the tree", n, n)
			}
			bundle = bundle[2+length:]
		}
		if len(bundle) > 0 {
			return fmt.Errorf("%s goes on behind its entries", name)
		}
	}
	return nil
}

// What else lies there can only be a narrower tile or bundle of before, and has to begin the one of today.
func (dir directory) checkRest(tree tlog.Tree, known map[string]bool) error {
	for name, data := range dir {
		if known[name] {
			continue
		}
		before, width, ok := strings.Cut(name, ".p/")
		if _, err := strconv.Atoi(width); !ok || err != nil {
			return fmt.Errorf("%s is no file of the log", name)
		}
		today, ok := dir[before]
		for w := 255; !ok && w > 0; w-- {
			wider := fmt.Sprintf("%s.p/%d", before, w)
			if today, ok = dir[wider]; ok && !known[wider] {
				ok = false
			}
		}
		if !ok || len(data) == 0 || !bytes.HasPrefix(today, data) {
			return fmt.Errorf("%s is not how the tile of today begins", name)
		}
	}
	return nil
}

// Prove proves and checks that every leaf is in the tree, and that the tree continues those of about 200 smaller sizes.
func (c *checked) prove() error {
	if c.tree.N == 0 {
		return nil
	}
	// All hashes are read and authenticated once; the proofs are made from them.
	indexes := make([]int64, tlog.StoredHashCount(c.tree.N))
	for i := range indexes {
		indexes[i] = int64(i)
	}
	stored, err := c.tiles.ReadHashes(indexes)
	if err != nil {
		return err
	}
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	for n, leaf := range c.leaves {
		proof, err := tlog.ProveRecord(c.tree.N, int64(n), reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, c.tree.N, c.tree.Hash, int64(n), leaf); err != nil {
			return fmt.Errorf("leaf %d: %w", n, err)
		}
	}
	for _, old := range spread(c.tree.N) {
		root, err := tlog.TreeHash(old, reader)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveTree(c.tree.N, old, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(proof, c.tree.N, c.tree.Hash, old, root); err != nil {
			return fmt.Errorf("old size %d: %w", old, err)
		}
	}
	return nil
}

// About 200 sizes up to n: evenly spread, and on both sides of each power of two.
func spread(n int64) []int64 {
	sizes := map[int64]bool{n: true}
	for i := int64(1); i <= 150; i++ {
		sizes[n*i/151] = true
	}
	for k := int64(1); k <= n; k *= 2 {
		sizes[k-1], sizes[k], sizes[k+1] = true, true, true
	}
	var list []int64
	for size := range sizes {
		if 1 <= size && size <= n {
			list = append(list, size)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
	return list
}

type flip struct {
	name string
	bit  int
}

func flips(n int, seed int64, root, vkey string) (string, error) {
	log, err := load(root)
	if err != nil {
		return "", err
	}
	if _, err := log.check(vkey); err != nil {
		return "", fmt.Errorf("before any flip: %w", err)
	}
	// Every kind of file is as likely as every other, however many files it has.
	kinds := map[string][]string{}
	for name := range log {
		kind := "checkpoint"
		if name != kind {
			kind = fmt.Sprint("entries ", strings.HasPrefix(name, "tile/entries/"), " partial ", strings.Contains(name, ".p/"))
		}
		kinds[kind] = append(kinds[kind], name)
	}
	var order []string
	for kind, names := range kinds {
		sort.Strings(names)
		order = append(order, kind)
	}
	sort.Strings(order)
	random := rand.New(rand.NewSource(seed))
	queue := make(chan flip)
	go func() {
		for i := 0; i < n; i++ {
			names := kinds[order[i%len(order)]]
			name := names[random.Intn(len(names))]
			queue <- flip{name, random.Intn(8 * len(log[name]))}
		}
		close(queue)
	}()

	var harmless []string
	var lock sync.Mutex
	var group sync.WaitGroup
	for worker := 0; worker < runtime.NumCPU(); worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for f := range queue {
				flipped := directory{}
				for name, data := range log {
					flipped[name] = data
				}
				data := append([]byte(nil), log[f.name]...)
				data[f.bit/8] ^= 1 << (f.bit % 8)
				flipped[f.name] = data
				if _, err := flipped.check(vkey); err == nil {
					lock.Lock()
					harmless = append(harmless, fmt.Sprintf("%s, bit %d", f.name, f.bit))
					lock.Unlock()
				}
			}
		}()
	}
	group.Wait()
	if len(harmless) > 0 {
		sort.Strings(harmless)
		return "", fmt.Errorf("%d of %d flips went unnoticed: %s", len(harmless), n, strings.Join(harmless, "; "))
	}
	return fmt.Sprintf("all %d refused", n), nil
}
