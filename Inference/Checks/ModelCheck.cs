namespace OnnxForge.Inference;

/// <summary>Looks through a model file before ONNX Runtime does: that it is whole, that weights are as large as they say, and that nothing in it
/// asks for more time, memory or files than a model needs. It reads a file's structure, not its weights, and holds no more than a few names.</summary>
internal sealed class ModelCheck
{
    /// <summary>ONNX Runtime takes some 50 µs and 4 KB for each node.</summary>
    public const int MostNodes = 100_000;

    public const int DeepestGraph = 24;

    /// <summary>The largest tensor that a constant may ask for.</summary>
    public const long LargestConstant = 1L << 30;

    public const int LongestName = 1 << 16;

    private readonly ModelBytes _bytes;
    private readonly bool _trusted;
    private readonly List<ExternalData> _external = [];
    private readonly Dictionary<string, IReadOnlyList<long>> _shapes = new(StringComparer.Ordinal);
    private readonly FunctionCalls _functions = new();
    private int _nodes;
    private readonly TransposedBatches _transposed = new();
    private string? _endsOnNothing;

    private ModelCheck(ModelBytes bytes, bool trusted) => (_bytes, _trusted) = (bytes, trusted);

    /// <param name="bytes">The file.</param>
    /// <param name="trusted">Whether it may ask for whatever it likes, as long as it is whole.</param>
    /// <exception cref="FormatException">Something is wrong; the message says what was found.</exception>
    public static ModelFacts Check(ModelBytes bytes, bool trusted)
    {
        try
        {
            if (bytes.Length >= 8 && bytes.Read(4, 4).AsSpan().SequenceEqual("ORTM"u8))
            {
                return trusted ? new ModelFacts([]) : throw new FormatException("a file in ONNX Runtime's own format");
            }

            var check = new ModelCheck(bytes, trusted);
            check.Model(new WireReader(bytes, 0, bytes.Length));
            return new ModelFacts(check._external, check._endsOnNothing);
        }
        catch (EndOfStreamException)
        {
            throw new FormatException("an end before the end of the file");
        }
    }

    /// <summary>What can be told of a file that is not checked; nothing of one that is damaged, which ONNX Runtime will say.</summary>
    public static ModelFacts Look(ModelBytes bytes)
    {
        try
        {
            return Check(bytes, trusted: true);
        }
        catch (FormatException)
        {
            return new ModelFacts([]);
        }
    }

    private void Model(WireReader model)
    {
        for (var functions = model; functions.Next();)
        {
            if (functions.Field == 25)
            {
                _functions.Declare(functions.Message());
            }
        }

        var graphs = 0;
        while (model.Next())
        {
            if (model.Field == 7)
            {
                _functions.Enter(null);
                Graph(model.Message(), 1);
                graphs++;
            }
            else if (model.Field == 25)
            {
                _functions.Enter(FunctionCalls.Key(model.Message()));
                Function(model.Message());
            }
        }

        if (graphs == 0)
        {
            throw new FormatException("no graph");
        }

        if (!_trusted)
        {
            _functions.Check(MostNodes);
        }
    }

    private void Function(WireReader function)
    {
        while (function.Next())
        {
            if (function.Field == 7)
            {
                Node(function.Message(), 1);
            }
            else if (function.Field == 11)
            {
                Attribute(function.Message(), 1);
            }
        }
    }

    private void Graph(WireReader graph, int depth)
    {
        if (depth > DeepestGraph)
        {
            throw new FormatException($"graphs within graphs, {depth} deep");
        }

        // Weights come after the nodes in a file, and shapes are looked up by the nodes.
        for (var weights = graph; weights.Next();)
        {
            if (weights.Field == 5)
            {
                var tensor = Tensor(weights.Message());
                if (tensor.Values is { } values)
                {
                    _shapes[tensor.Name] = values;
                }
            }
            else if (weights.Field == 15)
            {
                Sparse(weights.Message());
            }
        }

        while (graph.Next())
        {
            if (graph.Field == 1)
            {
                Node(graph.Message(), depth);
            }
        }
    }

    private void Node(WireReader node, int depth)
    {
        if (++_nodes > MostNodes && !_trusted)
        {
            throw new FormatException($"more than {MostNodes} nodes");
        }

        var (type, domain, first, second, output) = ("", "", "", "", "");
        IReadOnlyList<long>? constant = null;
        var inputs = 0;
        while (node.Next())
        {
            switch (node.Field)
            {
                case 1 when inputs++ < 2: (first, second) = inputs == 1 ? (node.Text(LongestName), "") : (first, node.Text(LongestName)); break;
                case 2 when output.Length == 0: output = node.Text(LongestName); break;
                case 4: type = node.Text(LongestName); break;
                case 7: domain = node.Text(LongestName); break;
                case 5: constant = Attribute(node.Message(), depth) ?? constant; break;
            }
        }

        _functions.Count(domain, type);
        if (domain is "" or "ai.onnx" && (type is "LSTM" or "GRU" || _transposed.Multiplies(type, first, second, output, constant)))
        {
            _endsOnNothing ??= type;
        }

        if (!_trusted)
        {
            Refuse(type, first, second, output, constant);
        }
    }

    /// <summary>Refuses a node that asks for too much, and keeps the constants that others ask with.</summary>
    private void Refuse(string type, string first, string second, string output, IReadOnlyList<long>? constant)
    {
        switch (type)
        {
            case "Constant" when constant is not null:
                _shapes[output] = constant;
                break;
            case "ConstantOfShape" when _shapes.TryGetValue(first, out var shape):
                Fits(type, shape);
                break;
            case "Expand" when _shapes.TryGetValue(second, out var shape) && shape.All(size => size >= 0):
                Fits(type, shape);
                break;
            case "EPContext":
                throw new FormatException("a node EPContext, which has an execution provider load compiled code");
        }
    }

    /// <summary>The numbers of a constant that is a short list of int64, or of a permutation.</summary>
    private IReadOnlyList<long>? Attribute(WireReader attribute, int depth)
    {
        var (name, permutation) = ("", new List<long>());
        for (var names = attribute; names.Next();)
        {
            name = names.Field == 1 ? names.Text(LongestName) : name;
        }

        IReadOnlyList<long>? values = null;
        while (attribute.Next())
        {
            switch (attribute.Field)
            {
                case 5 or 10:
                    values = Tensor(attribute.Message()).Values ?? values;
                    break;
                case 8 when name == "perm":
                    attribute.AddTo(permutation, TensorCheck.MostDims);
                    values = permutation;
                    break;
                case 6 or 11:
                    Graph(attribute.Message(), depth + 1);
                    break;
                case 22 or 23:
                    Sparse(attribute.Message());
                    break;
            }
        }

        return values;
    }

    private void Sparse(WireReader sparse)
    {
        while (sparse.Next())
        {
            if (sparse.Field is 1 or 2)
            {
                Tensor(sparse.Message());
            }
        }
    }

    private TensorCheck.Result Tensor(WireReader tensor)
    {
        var result = TensorCheck.Check(tensor, _bytes);
        if (result.External is { } external)
        {
            _external.Add(external);
        }

        return result;
    }

    private static void Fits(string type, IReadOnlyList<long> shape)
    {
        if (TensorShape.Count([.. shape]) is not { } count || count > LargestConstant / sizeof(float))
        {
            throw new FormatException($"a node {type} of constant dims {TensorShape.Text([.. shape])}, which are no sizes or give more than {LargestConstant} bytes");
        }
    }
}
