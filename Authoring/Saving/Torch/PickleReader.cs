using System.Buffers.Binary;
using System.Text;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Reads a pickle of tensors, numbers, texts and plain containers, and runs nothing: of Python's operations it knows those that make such values, and of Python's
/// names those in <see cref="TorchGlobals"/>. It works on a stack of its own, so that depth costs nothing, and makes a bounded number of values.</summary>
internal sealed class PickleReader
{
    private const string Expected = "tensors, numbers, texts and plain containers";
    private const int MostValues = 500_000, LongestName = 1000;

    private readonly byte[] bytes;
    private readonly string where;
    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = [];
    private readonly Dictionary<uint, object?> memo = [];
    private int position;
    private int start;
    private int values;

    private PickleReader(byte[] bytes, string where) => (this.bytes, this.where) = (bytes, where);

    /// <summary>The value of a pickle: null, bool, long, double, string, an array (a tuple), <see cref="List{T}"/>, <see cref="PickleDictionary"/>, or one of <see cref="TorchGlobals"/>.</summary>
    /// <param name="bytes">The pickle, of protocol 2 to 5.</param>
    /// <param name="where">Its name in messages.</param>
    /// <exception cref="BundleException">It is damaged, or holds something else.</exception>
    public static object? Read(byte[] bytes, string where) => new PickleReader(bytes, where).Run();

    private object? Run()
    {
        while (true)
        {
            start = position;
            var operation = Take(1)[0];
            if (operation == '.') break;
            if (!(ReadScalar(operation) || ReadMemo(operation) || ReadContainer(operation) || ReadObject(operation)))
                throw Foreign($"the operation 0x{operation:x2}");
        }
        if (stack.Count != 1 || marks.Count > 0) throw Bad("one value at the end of the pickle", $"{stack.Count}");
        return position == bytes.Length ? stack[0] : throw Bad("nothing after the end of the pickle", $"{bytes.Length - position} bytes");
    }

    private bool ReadScalar(byte operation)
    {
        switch (operation)
        {
            case (byte)'N': Push(null); return true;
            case 0x88: Push(true); return true;
            case 0x89: Push(false); return true;
            case (byte)'K': Push((long)Take(1)[0]); return true;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); return true;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); return true;
            case 0x8a: Push(LongNumber()); return true;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); return true;
            case 0x8c: Push(Text(Take(1)[0])); return true;
            case (byte)'X': Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); return true;
            case 0x8d: Push(Text(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)))); return true;
            default: return false;
        }
    }

    private bool ReadMemo(byte operation)
    {
        switch (operation)
        {
            case 0x80:
                var protocol = Take(1)[0];
                return protocol is >= 2 and <= 5 ? true : throw Bad("a pickle of protocol 2 to 5", $"protocol {protocol}");
            case 0x95:
                var frame = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                return frame <= (ulong)(bytes.Length - position) ? true : throw Bad("a frame in the pickle", $"{frame} bytes");
            case (byte)'q': memo[Take(1)[0]] = Top(); return true;
            case (byte)'r': memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Top(); return true;
            case 0x94: memo[(uint)memo.Count] = Top(); return true;
            case (byte)'h': Push(Recall(Take(1)[0])); return true;
            case (byte)'j': Push(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); return true;
            default: return false;
        }
    }

    private bool ReadContainer(byte operation)
    {
        switch (operation)
        {
            case (byte)'(':
                Count();
                marks.Push(stack.Count);
                return true;
            case (byte)'}': Push(new PickleDictionary()); return true;
            case (byte)']': Push(new List<object?>()); return true;
            case (byte)')': Push(Array.Empty<object?>()); return true;
            case (byte)'t': Push(PopToMark()); return true;
            case 0x85 or 0x86 or 0x87: Push(Pop(operation - 0x84)); return true;
            case (byte)'a': Extend(Pop(1)); return true;
            case (byte)'e': Extend(PopToMark()); return true;
            case (byte)'s': SetItems(Pop(2)); return true;
            case (byte)'u': SetItems(PopToMark()); return true;
            default: return false;
        }
    }

    private bool ReadObject(byte operation)
    {
        switch (operation)
        {
            case (byte)'c': Push(Global($"{Line()}.{Line()}")); return true;
            case 0x93:
                var names = Pop(2);
                Push(names is [string module, string name] ? Global($"{module}.{name}") : throw Bad("the name of a global", Kind(names[^1])));
                return true;
            case (byte)'Q': Push(Storage(Pop(1)[0])); return true;
            case (byte)'R':
                var call = Pop(2);
                if (call is not [TorchFunction function, object?[] arguments]) throw Bad("a call of something that may be called", $"one of {Kind(call[0])}");
                Push(Call(function, arguments) ?? throw Bad($"arguments that {function} takes", string.Join(", ", arguments.Take(10).Select(Kind))));
                return true;
            case (byte)'b':
                // A state dict's own attribute: the versions of its modules, which say nothing about its tensors.
                if (Pop(1)[0] is not PickleDictionary || Top() is not PickleDictionary) throw Foreign("an object with a state");
                return true;
            default: return false;
        }
    }

    private static object? Call(TorchFunction function, object?[] arguments) => function switch
    {
        TorchFunction.OrderedDictionary when arguments.Length == 0 => new PickleDictionary(),
        TorchFunction.Size when arguments is [object?[] sizes] => sizes,
        TorchFunction.Device when arguments is [string, ..] => arguments[0],
        TorchFunction.RebuildParameter when arguments is [TorchTensor tensor, ..] => tensor,
        TorchFunction.RebuildOnDevice when arguments is [TorchTensor tensor, ScalarType type, ..] && tensor.Storage.Type == type => tensor,
        TorchFunction.RebuildWithAttributes when arguments is [TorchFunction inner and not TorchFunction.RebuildWithAttributes, TorchTensorClass, object?[] given, ..] => Call(inner, given) as TorchTensor,
        TorchFunction.RebuildTensor when arguments is [TorchStorage, ..] => View(arguments, metadata: 6),
        TorchFunction.RebuildTypedTensor when arguments is [TorchStorage storage, _, _, _, _, _, ScalarType type, ..] && TorchTypes.All.TryGetValue(type, out var size)
            && (storage.Type == type || storage.Type == ScalarType.Byte) =>
            View([storage.Type == type ? storage : storage with { Type = type, Count = storage.Count / size }, .. arguments[1..]], metadata: 7),
        _ => null,
    };

    private static TorchTensor? View(object?[] arguments, int metadata)
    {
        if (arguments is not [TorchStorage storage, long offset, object?[] sizes, object?[] strides, ..] || sizes.Concat(strides).Any(number => number is not long)) return null;
        var tensor = new TorchTensor(storage, offset, [.. sizes.Cast<long>()], [.. strides.Cast<long>()]);
        return arguments.ElementAtOrDefault(metadata) switch
        {
            null => tensor,
            PickleDictionary marks when marks.Texts.Count() == marks.Count && marks.Texts.All(mark => mark is ("conj" or "neg", bool)) => tensor with { Conjugated = Has(marks, "conj"), Negated = Has(marks, "neg") },
            _ => null,
        };
    }

    private static bool Has(PickleDictionary marks, string name) => marks.TryGet(name, out var value) && value is true;

    private TorchStorage Storage(object? id) => id is object?[] and ["storage", TorchStorageType type, string key, string, long count, ..]
        ? new TorchStorage(type.Type, key, count)
        : throw Bad("the identity of a storage", Kind(id));

    private object Global(string name)
    {
        if (TorchGlobals.Find(name) is { } known) return known;
        if (TorchGlobals.FindRefused(name) is not { } refused) throw Foreign($"the global \"{Damaged.Cut(name)}\"");
        // The key in a dictionary comes before its value.
        var key = stack.OfType<string>().LastOrDefault();
        throw new BundleException($"{where}, byte {start}", Expected, $"{refused.What}{(key is null ? "" : $", at \"{Damaged.Cut(key)}\"")} ({name})", $"Save in Python what is plain: {refused.Remedy}.");
    }

    private void Extend(object?[] added)
    {
        if (Top() is not List<object?> list) throw Bad("a list to append to", Kind(Top()));
        list.AddRange(added);
    }

    private void SetItems(object?[] items)
    {
        if (Top() is not PickleDictionary dictionary || items.Length % 2 != 0) throw Bad("a dictionary and pairs of key and value", $"{Kind(Top())} and {items.Length} values");
        for (var i = 0; i < items.Length; i += 2)
        {
            if (items[i] is not (null or string or long or bool or double)) throw Bad("a key that is a text or a number", Kind(items[i]));
            if (!dictionary.TryAdd(items[i], items[i + 1])) throw Bad("different keys", $"\"{Damaged.Cut($"{items[i]}")}\" twice");
        }
    }

    private long LongNumber()
    {
        var length = Take(1)[0];
        if (length > 8) throw Bad("a whole number of at most 8 bytes", $"one of {length}");
        var number = Take(length);
        if (length == 0) return 0;
        long value = (sbyte)number[^1];
        for (var i = length - 2; i >= 0; i--) value = value << 8 | number[i];
        return value;
    }

    private string Text(ulong length)
    {
        if (length > (ulong)(bytes.Length - position)) throw Bad($"a text of at most {bytes.Length - position} bytes", $"one of {length}");
        return Encoding.UTF8.GetString(Take((int)length));
    }

    private string Line()
    {
        var rest = bytes.AsSpan(position);
        var length = rest[..Math.Min(rest.Length, LongestName)].IndexOf((byte)'\n');
        if (length < 0) throw Bad($"a name of less than {LongestName} bytes", "a longer one");
        var name = Encoding.UTF8.GetString(rest[..length]);
        position += length + 1;
        return name;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > bytes.Length - position) throw Bad("a whole pickle", $"one that ends after {bytes.Length} bytes");
        position += length;
        return bytes.AsSpan(position - length, length);
    }

    private void Count()
    {
        if (++values > MostValues) throw Bad($"at most {MostValues} values", "more");
    }

    private void Push(object? value)
    {
        Count();
        stack.Add(value);
    }

    private object? Top() => stack.Count > Floor ? stack[^1] : throw Bad("a value on the stack", "none");

    private int Floor => marks.Count > 0 ? marks.Peek() : 0;

    private object?[] Pop(int count)
    {
        if (stack.Count - count < Floor) throw Bad($"{count} values on the stack", $"{stack.Count - Floor}");
        object?[] popped = [.. stack[^count..]];
        stack.RemoveRange(stack.Count - count, count);
        return popped;
    }

    private object?[] PopToMark()
    {
        if (marks.Count == 0) throw Bad("a mark on the stack", "none");
        var popped = Pop(stack.Count - marks.Peek());
        marks.Pop();
        return popped;
    }

    private object? Recall(uint key) => memo.TryGetValue(key, out var value) ? value : throw Bad("a value that was remembered", $"number {key}, which was not");

    /// <summary>What a value is, for a message.</summary>
    public static string Kind(object? value) => value switch
    {
        null => "None",
        bool => "a truth value",
        long or double => "a number",
        string => "a text",
        PickleDictionary => "a dictionary",
        List<object?> => "a list",
        object?[] => "a tuple",
        TorchTensor => "a tensor",
        TorchStorage => "a storage",
        _ => "a name of torch",
    };

    private BundleException Foreign(string what) => new($"{where}, byte {start}", Expected, what,
        "Nothing was run. Save the weights alone in Python: torch.save(model.state_dict(), path).");

    private BundleException Bad(string expected, string received) => Damaged.File($"{where}, byte {start}", expected, received);
}
