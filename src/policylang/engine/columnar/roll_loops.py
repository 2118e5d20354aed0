"""The loops of a roll, to be compiled. All numbers are signed and of 64 bits, and run over."""

from __future__ import annotations


def word(data, at, left):  # type: ignore[no-untyped-def]
    """Eight bytes from a place on as one number, or as many as are left. There are at least eight.

    A processor reads them at once.
    """
    if left <= 0:
        return 0
    end = data.size - 8
    begin = min(end, at)
    found = (
        (data[begin] & 255) | ((data[begin + 1] & 255) << 8) | ((data[begin + 2] & 255) << 16)
        | ((data[begin + 3] & 255) << 24) | ((data[begin + 4] & 255) << 32)
        | ((data[begin + 5] & 255) << 40) | ((data[begin + 6] & 255) << 48)
        | (data[begin + 7] << 56)
    ) >> ((at - begin) << 3)  # fmt: skip
    return found & ((1 << (left << 3)) - 1) if left < 8 else found


def hash_of(data, at, length, secrets, longest):  # type: ignore[no-untyped-def]
    """The sum of the halves of all words, and of the length, each times a secret number."""
    if length > longest:
        return secrets[0]
    found = secrets[0] + secrets[1] * length
    place = 2
    while length > 0:
        each = word(data, at, length)
        found += secrets[place] * (each & 0xFFFFFFFF)
        found += secrets[place + 1] * ((each >> 32) & 0xFFFFFFFF)
        place += 2
        at += 8
        length -= 8
    return found


def mark_of(hashed, length):  # type: ignore[no-untyped-def]
    """Some bits of a hash, and the length of a text of up to eight bytes, in 32 bits."""
    return ((hashed & 0xFFFFFFF) << 4) | (length if length < 9 else 15)


def equal(data, at, others, begin, length):  # type: ignore[no-untyped-def]
    """Whether two texts of one length are the same."""
    while length > 0:
        if word(data, at, length) != word(others, begin, length):
            return False
        at += 8
        begin += 8
        length -= 8
    return True


def place_of(hashed, places):  # type: ignore[no-untyped-def]
    """Where to look first in a table of 2, 4, 8, ... places: the high bits of a hash."""
    return ((hashed >> 32) & 0xFFFFFFFF) * places >> 32


def prepare(begins, data, row, secrets, longest, table, ahead):  # type: ignore[no-untyped-def]
    """Look at some rows ahead. Gives the row after the last.

    Of each that is filled in: the first word of its text, the hash, whether the row before has the
    same text, and what stands where it is first looked for. That is read for its own sake: a
    processor fetches many places side by side where nothing depends on what stands there, and one
    after the other where it has to guess what comes next.
    """
    end = min(begins.size - 1, row + ahead.shape[0])
    before, length_before, hashed = 0, -1, 0
    for each in range(end - row):
        at = begins[row + each]
        length = begins[row + each + 1] - at
        head = word(data, at, length if length <= longest else 0)
        same = head == before and length == length_before and length < 9
        if not same:
            hashed = hash_of(data, at, length, secrets, longest)
        ahead[each, 0], ahead[each, 1], ahead[each, 2] = head, hashed, same
        before, length_before = head, length
    for each in range(end - row):
        ahead[each, 3] = table[2 * place_of(ahead[each, 1], table.size // 2)]
    return end


def look_up(  # type: ignore[no-untyped-def]
    begins, data, row, adding, secrets, longest, table, hashes, stops, kept, counts, ahead, found
):  # fmt: skip
    """Number the texts from a row on. Gives the row that there is no room for.

    Text `row` is the bytes of `data` from `begins[row]` up to, not including, `begins[row + 1]`;
    those of texts that are kept are from `stops[number]` on. `counts` has how many there are.
    """
    count = counts[0]
    places = table.size // 2
    first, end, number = row, row, -1
    while row < found.size:
        if row == end:
            first = row
            end = prepare(begins, data, row, secrets, longest, table, ahead)
        head, hashed, same = ahead[row - first, 0], ahead[row - first, 1], ahead[row - first, 2]
        if same != 0:
            found[row] = number
            row += 1
            continue
        at = begins[row]
        length = begins[row + 1] - at
        mark = mark_of(hashed, length)
        place = place_of(hashed, places)
        number = -1
        while number < 0:
            entry = table[2 * place]
            if entry == 0:
                break
            if table[2 * place + 1] == head and ((entry >> 32) & 0xFFFFFFFF) == mark:
                other = (entry & 0xFFFFFFFF) - 1
                if length < 9:  # all of it has been compared
                    number = other
                else:
                    begin = stops[other]
                    kept_length = stops[other + 1] - begin
                    if length > longest:
                        number = other if kept_length > longest else -1
                    elif length == kept_length and equal(data, at, kept, begin, length):
                        number = other
            place = (place + 1) & (places - 1)
        if number < 0 and adding:
            begin = stops[count]
            if count == hashes.size or begin + length + 8 > kept.size:
                counts[0] = count
                return row
            for step in range(length):
                kept[begin + step] = data[at + step]
            stops[count + 1] = begin + length
            hashes[count] = hashed
            table[2 * place] = (mark << 32) | (count + 1)
            table[2 * place + 1] = head
            number = count
            count += 1
        found[row] = number
        row += 1
    counts[0] = count
    return row


def put_back(hashes, stops, kept, count, longest, table):  # type: ignore[no-untyped-def]
    """Fill an empty table with what is kept."""
    places = table.size // 2
    for number in range(count):
        hashed = hashes[number]
        place = place_of(hashed, places)
        while table[2 * place] != 0:
            place = (place + 1) & (places - 1)
        length = stops[number + 1] - stops[number]
        table[2 * place] = (mark_of(hashed, length) << 32) | (number + 1)
        shown = length if length <= longest else 0
        table[2 * place + 1] = word(kept, stops[number], shown)


HELPERS = (word, hash_of, mark_of, equal, place_of, prepare)
