namespace OnnxForge.Inference;

/// <summary>What the named sizes of one model are in the whole that it is a part of: what flows into it says so, and others get names of their own.</summary>
/// <param name="taken">The names of sizes in the whole; new ones are added.</param>
internal sealed class SymbolLinks(HashSet<string> taken)
{
    private readonly Dictionary<string, SignatureDimension> _links = new(StringComparer.Ordinal);

    /// <summary>Says that a tensor of the whole is an input of the model, and adds what does not fit.</summary>
    public void Connect(TensorSignature from, TensorSignature to, List<string> problems)
    {
        if (from.Type != to.Type)
        {
            problems.Add($"give {to.Name} {to.Type.ToName()}, which {from.Name} is not");
        }

        // No dims are a scalar's or unknown: any rank may turn out to fit.
        if (from.Dims.Count == 0 || to.Dims.Count == 0)
        {
            return;
        }

        if (from.Dims.Count != to.Dims.Count)
        {
            problems.Add($"give {to.Name} {to.Dims.Count} {(to.Dims.Count == 1 ? "dimension" : "dimensions")}, which {from.Name} does not have");
            return;
        }

        for (var i = 0; i < to.Dims.Count; i++)
        {
            var known = to.Dims[i].Symbol is { } symbol ? Link(symbol, from.Dims[i]) : to.Dims[i];
            if (known.Size is { } wanted && from.Dims[i].Size is { } size && wanted != size)
            {
                problems.Add($"give {to.Name} {wanted} in dimension {i}, where {from.Name} has {size}");
            }
        }
    }

    /// <summary>A tensor of the model with its sizes named as in the whole.</summary>
    public TensorSignature Renamed(TensorSignature tensor) => tensor with
    {
        Dims = Array.AsReadOnly(tensor.Dims.Select(dim => dim.Symbol is { } symbol ? _links.TryGetValue(symbol, out var link) ? link : New(symbol) : dim).ToArray()),
    };

    /// <summary>The size that a name stands for: a fixed one says more than a named one, and the first that is known stays.</summary>
    private SignatureDimension Link(string symbol, SignatureDimension dim)
    {
        if (!_links.TryGetValue(symbol, out var link) || (link.Size is null && dim.Size is not null))
        {
            _links[symbol] = link = dim;
        }

        return link;
    }

    private SignatureDimension New(string symbol)
    {
        var name = symbol;
        for (var number = 2; !taken.Add(name); number++)
        {
            name = $"{symbol}_{number}";
        }

        return _links[symbol] = SignatureDimension.Named(name);
    }
}
