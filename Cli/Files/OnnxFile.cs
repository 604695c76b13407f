namespace OnnxForge.Cli;

/// <summary>What an ONNX file says about itself.</summary>
/// <param name="Bytes">The file's size.</param>
/// <param name="IrVersion">The version of the file format.</param>
/// <param name="Producer">Name and version of the program that wrote it; empty when it does not say.</param>
/// <param name="Opsets">Operator set versions by domain; ONNX's own domain is <c>ai.onnx</c>.</param>
/// <param name="Inputs">What must be given to run it.</param>
/// <param name="Outputs">What it gives.</param>
/// <param name="Operators">The number of nodes by operator, those in sub-graphs and functions too.</param>
/// <param name="ConstantCount">The number of tensors stored in the graph.</param>
/// <param name="Metadata">The model's own key and value pairs.</param>
internal sealed record OnnxFile(
    long Bytes,
    long IrVersion,
    string Producer,
    IReadOnlyDictionary<string, long> Opsets,
    IReadOnlyList<OnnxTensor> Inputs,
    IReadOnlyList<OnnxTensor> Outputs,
    IReadOnlyDictionary<string, int> Operators,
    int ConstantCount,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Reads a file, whoever made it; needs neither ONNX Runtime nor libtorch.</summary>
    /// <exception cref="InputException">The file is missing or is no ONNX model.</exception>
    public static OnnxFile Read(string path)
    {
        var bytes = InputFile.ReadAllBytes(path, "an ONNX file");
        try
        {
            return OnnxFileReader.Read(bytes);
        }
        catch (WireFormatException error)
        {
            throw new InputException(path, "an ONNX model", error.Message, "Check that the file is an .onnx file and complete.", error);
        }
    }
}
