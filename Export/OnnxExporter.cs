using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Exports TorchSharp code to ONNX by watching libtorch run it; nothing is written before the final bytes are proved equal to it.</summary>
public static class OnnxExporter
{
    /// <summary>Exports a module of one input.</summary>
    /// <inheritdoc cref="Export(nn.Module, IReadOnlyList{Tensor}, string, ExportOptions?)"/>
    public static ExportReport Export(nn.Module module, Tensor example, string path, ExportOptions? options = null) => Export(module, [example], path, options);

    /// <summary>Exports a module: one of ours, any TorchSharp <c>nn.Module</c>, or a loaded TorchScript file.</summary>
    /// <param name="module">The module; it is run in evaluation mode and gets its training flags back.</param>
    /// <param name="examples">One tensor for each input, <c>[batch, ...]</c>, each dynamic dimension at least 1; those of a tuple or record one after the other. They are not changed.</param>
    /// <param name="path">The file to write; an existing one is replaced only when everything has succeeded.</param>
    /// <param name="options">Names, dynamic dimensions, opset, metadata; defaults where null.</param>
    /// <exception cref="UnsupportedOperatorException">Operators without an ONNX form; all of them are listed.</exception>
    /// <exception cref="TraceException">The function branches on data or sizes, or writes memory in a way that is not supported.</exception>
    /// <exception cref="VerificationException">The exported bytes do not compute what the function computes.</exception>
    /// <exception cref="ExportException">The options do not fit the function, or the file cannot be written.</exception>
    public static ExportReport Export(nn.Module module, IReadOnlyList<Tensor> examples, string path, ExportOptions? options = null) => Write(Build(module, examples, options), path);

    /// <summary>Exports a function of one tensor. Tensors that it captures become constants.</summary>
    /// <inheritdoc cref="Export(nn.Module, IReadOnlyList{Tensor}, string, ExportOptions?)"/>
    public static ExportReport Export(Func<Tensor, Tensor> function, Tensor example, string path, ExportOptions? options = null) => Write(Build(function, example, options), path);

    /// <summary>Exports a function of several tensors with several results.</summary>
    /// <inheritdoc cref="Export(nn.Module, IReadOnlyList{Tensor}, string, ExportOptions?)"/>
    public static ExportReport Export(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function, IReadOnlyList<Tensor> examples, string path, ExportOptions? options = null) =>
        Write(Build(function, examples, options), path);

    /// <summary>Exports and verifies a module without writing a file.</summary>
    /// <inheritdoc cref="Export(nn.Module, IReadOnlyList{Tensor}, string, ExportOptions?)"/>
    public static ExportedModel Build(nn.Module module, IReadOnlyList<Tensor> examples, ExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        using var evaluation = new EvaluationMode(module);
        return ExportJob.Run(TracedFunction.Of(module), examples, options ?? new());
    }

    /// <summary>Exports and verifies a function of one tensor without writing a file.</summary>
    /// <inheritdoc cref="Export(nn.Module, IReadOnlyList{Tensor}, string, ExportOptions?)"/>
    public static ExportedModel Build(Func<Tensor, Tensor> function, Tensor example, ExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return ExportJob.Run(TracedFunction.Of(x => [function(x[0])], inputNames: [.. function.Method.GetParameters().TakeLast(1).Select(p => p.Name ?? "input")]), [example], options ?? new());
    }

    /// <summary>Exports and verifies a function of several tensors without writing a file.</summary>
    /// <inheritdoc cref="Export(nn.Module, IReadOnlyList{Tensor}, string, ExportOptions?)"/>
    public static ExportedModel Build(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function, IReadOnlyList<Tensor> examples, ExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return ExportJob.Run(TracedFunction.Of(function), examples, options ?? new());
    }

    private static ExportReport Write(ExportedModel model, string path)
    {
        VerifiedFile.Write(path, model.Bytes);
        return model.Report;
    }
}
