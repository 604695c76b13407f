namespace OnnxForge.Inference.Generator;

/// <summary>Reads what a model file says of its inputs and outputs, and goes over its nodes and weights unread.</summary>
internal sealed class SignatureFile
{
    private const int Graph = 7;
    private const int Initializer = 5, Input = 11, Output = 12, SparseInitializer = 15;
    private const int LongestName = 1 << 16, MostTensors = 10_000, MostDims = 64;

    private static readonly Dictionary<int, string> OtherTypes = new() { [4] = "sequence", [5] = "map", [7] = "opaque", [8] = "sparse tensor", [9] = "optional" };

    private readonly List<FileTensor> _inputs = [], _outputs = [];
    private readonly List<(string Name, string Problem)> _inputProblems = [], _outputProblems = [];
    private readonly HashSet<string> _weights = new(StringComparer.Ordinal), _seen = new(StringComparer.Ordinal);

    private SignatureFile()
    {
    }

    /// <summary>The signature, and what is in it that no class can be written for.</summary>
    /// <exception cref="FormatException">The file is no whole ONNX model; the message says what was found.</exception>
    public static (FileSignature Signature, IReadOnlyList<string> Unsupported) Read(ModelBytes bytes)
    {
        try
        {
            var file = new SignatureFile();
            file.Model(bytes);

            // An input that has a weight of its name may be left out; ONNX Runtime does not count it as an input.
            var inputs = file._inputs.Where(tensor => !file._weights.Contains(tensor.Name));
            var problems = file._inputProblems.Where(problem => !file._weights.Contains(problem.Name)).Concat(file._outputProblems).Select(problem => problem.Problem);
            return (new FileSignature(new ValueList<FileTensor>(inputs), new ValueList<FileTensor>(file._outputs)), problems.ToList());
        }
        catch (EndOfStreamException)
        {
            throw new FormatException("an end before the end of the file");
        }
    }

    private void Model(ModelBytes bytes)
    {
        if (bytes.Length >= 8 && bytes.Read(4, 4).SequenceEqual("ORTM"u8.ToArray()))
        {
            throw new FormatException("a file in ONNX Runtime's own format");
        }

        var graphs = 0;
        for (var model = new WireReader(bytes, 0, bytes.Length); model.Next();)
        {
            if (model.Field == Graph)
            {
                graphs++;
                ReadGraph(model.Message());
            }
        }

        if (graphs == 0 || _outputs.Count + _outputProblems.Count == 0)
        {
            throw new FormatException(graphs == 0 ? "no graph" : "a graph without outputs");
        }
    }

    private void ReadGraph(WireReader graph)
    {
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case Initializer: _weights.Add(TextOf(graph.Message(), 8)); break;
                case SparseInitializer: _weights.Add(ValuesName(graph.Message())); break;
                case Input: Value("input", graph.Message(), _inputs, _inputProblems); break;
                case Output: Value("output", graph.Message(), _outputs, _outputProblems); break;
            }
        }
    }

    private void Value(string kind, WireReader value, List<FileTensor> tensors, List<(string Name, string Problem)> problems)
    {
        var name = "";
        WireReader? type = null;
        while (value.Next())
        {
            switch (value.Field)
            {
                case 1: name = value.Text(LongestName); break;
                case 2: type = value.Message(); break;
            }
        }

        if (name.Length == 0)
        {
            throw new FormatException($"an {kind} without a name");
        }

        if (!_seen.Add($"{kind} {name}") || _seen.Count > MostTensors)
        {
            throw new FormatException($"the {kind} {name} twice, or more than {MostTensors} of them");
        }

        var (found, problem) = type is { } declared ? Tensor(name, declared) : (null, "no type");
        if (found is not null)
        {
            tensors.Add(found);
        }
        else
        {
            problems.Add((name, $"the {kind} {name} of {problem}"));
        }
    }

    private static (FileTensor? Tensor, string Problem) Tensor(string name, WireReader type)
    {
        while (type.Next())
        {
            if (OtherTypes.TryGetValue(type.Field, out var other))
            {
                return (null, $"type {other}");
            }

            if (type.Field == 1)
            {
                return Tensor(name, type.Message(), 0);
            }
        }

        return (null, "no type");
    }

    private static (FileTensor? Tensor, string Problem) Tensor(string name, WireReader tensor, ulong element)
    {
        List<FileDimension>? dims = null;
        while (tensor.Next())
        {
            switch (tensor.Field)
            {
                case 1: element = tensor.Number; break;
                case 2: dims = Shape(name, tensor.Message()); break;
            }
        }

        return ElementKind.Of(element) is { } kind
            ? (new FileTensor(name, kind, dims is null ? null : new ValueList<FileDimension>(dims)), "")
            : (null, $"element type {ElementKind.NameOf(element)}");
    }

    private static List<FileDimension> Shape(string name, WireReader shape)
    {
        var dims = new List<FileDimension>();
        while (shape.Next())
        {
            if (shape.Field != 1)
            {
                continue;
            }

            if (dims.Count == MostDims)
            {
                throw new FormatException($"{name} of more than {MostDims} dimensions");
            }

            dims.Add(Dimension(shape.Message()));
        }

        return dims;
    }

    private static FileDimension Dimension(WireReader dimension)
    {
        var found = new FileDimension(null, null);
        while (dimension.Next())
        {
            found = dimension.Field switch
            {
                1 => new FileDimension((long)dimension.Number >= 0 ? (long)dimension.Number : null, null),
                2 => new FileDimension(null, dimension.Text(LongestName) is { Length: > 0 } symbol ? symbol : null),
                _ => found,
            };
        }

        return found;
    }

    private static string ValuesName(WireReader sparse)
    {
        var name = "";
        while (sparse.Next())
        {
            name = sparse.Field == 1 ? TextOf(sparse.Message(), 8) : name;
        }

        return name;
    }

    private static string TextOf(WireReader message, int field)
    {
        var text = "";
        while (message.Next())
        {
            text = message.Field == field ? message.Text(LongestName) : text;
        }

        return text;
    }
}
