namespace OnnxForge.Models.Seed;

/// <summary>The split that the chapter makes by scikit-learn, row for row: the permutation of NumPy's <c>RandomState</c>, whose first part is for the test.</summary>
/// <remarks>The numbers are those of the Mersenne twister MT19937 (Matsumoto and Nishimura 1998) from a seed of one number.</remarks>
public static class TrainTestSplit
{
    private const int Size = 624;

    /// <summary>The rows for training and, a quarter of all, those for the test.</summary>
    /// <param name="rows">The rows; they stay as they are.</param>
    /// <param name="seed">What scikit-learn calls <c>random_state</c>, 0 or more.</param>
    public static (T[] Training, T[] Test) Of<T>(T[] rows, int seed)
    {
        var mixed = Permutation(rows.Length, seed).Select(row => rows[row]).ToArray();
        var test = (rows.Length + 3) / 4;
        return (mixed[test..], mixed[..test]);
    }

    /// <summary>The numbers 0 to below <paramref name="count"/> in the order of <c>RandomState(seed).permutation(count)</c>.</summary>
    /// <param name="count">How many, 0 or more.</param>
    /// <param name="seed">The seed, 0 or more.</param>
    public static int[] Permutation(int count, int seed)
    {
        using var numbers = Numbers((uint)seed).GetEnumerator();
        int[] order = [.. Enumerable.Range(0, count)];
        for (var last = count - 1; last > 0; last--)
        {
            // Numbers of as many bits as the last place has, until one is not behind it.
            var mask = uint.MaxValue >> int.LeadingZeroCount(last);
            do numbers.MoveNext();
            while ((numbers.Current & mask) > last);
            var chosen = (int)(numbers.Current & mask);
            (order[last], order[chosen]) = (order[chosen], order[last]);
        }
        return order;
    }

    private static IEnumerable<uint> Numbers(uint seed)
    {
        var state = new uint[Size];
        state[0] = seed;
        for (var i = 1u; i < Size; i++) state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >> 30) + i;
        for (var i = 0; ; i = (i + 1) % Size)
        {
            var joined = state[i] & 0x80000000 | state[(i + 1) % Size] & 0x7FFFFFFF;
            state[i] = state[(i + 397) % Size] ^ joined >> 1 ^ (joined & 1) * 0x9908B0DF;
            var number = state[i] ^ state[i] >> 11;
            number ^= number << 7 & 0x9D2C5680;
            number ^= number << 15 & 0xEFC60000;
            yield return number ^ number >> 18;
        }
    }
}
