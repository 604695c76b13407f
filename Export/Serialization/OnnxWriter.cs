using Google.Protobuf;
using OnnxForge.Export.Onnx;

namespace OnnxForge.Export;

/// <summary>Writes a model as the bytes of an ONNX file. The same model gives the same bytes.</summary>
internal static class OnnxWriter
{
    // A protobuf message counts its bytes in a signed 32-bit integer.
    private const long LargestMessage = int.MaxValue;

    /// <summary>Verifies the model and writes it.</summary>
    /// <param name="model">The model; its constants are not copied while writing, only into the result.</param>
    /// <param name="maximumBytes">The largest file allowed; at most and by default 2147483647.</param>
    /// <exception cref="InvalidGraphException">The graph breaks a rule of <see cref="GraphVerifier"/>.</exception>
    /// <exception cref="ModelTooLargeException">The file would be larger than <paramref name="maximumBytes"/>.</exception>
    public static byte[] Write(Model model, long maximumBytes = LargestMessage)
    {
        ArgumentNullException.ThrowIfNull(model);
        GraphVerifier.Verify(model);
        var constants = model.Graph.Constants.Select(constant => TensorCodec.Write(constant.Constant!, constant.Name)).ToList();
        var file = Head(model);
        file.Graph = Body(model);

        // CalculateSize overflows beyond 2 GB, so the parts, which cannot, are added up. A tag and a length take at most 6 bytes.
        var total = file.CalculateSize() + 6 + constants.Sum(tensor => 6L + tensor.CalculateSize());
        if (total > Math.Min(maximumBytes, LargestMessage))
        {
            throw new ModelTooLargeException(model.Graph.Name, Math.Min(maximumBytes, LargestMessage), total);
        }

        file.Graph.Initializer.AddRange(constants);
        return file.ToByteArray();
    }

    private static ModelProto Head(Model model)
    {
        var file = new ModelProto { IrVersion = model.IrVersion, ProducerName = model.ProducerName };
        if (model.ProducerVersion.Length > 0)
        {
            file.ProducerVersion = model.ProducerVersion;
        }

        file.OpsetImport.AddRange(model.Opsets.Select(opset => new OperatorSetIdProto { Domain = opset.Key, Version = opset.Value }));
        // figures about a file's own bytes come last, so that those bytes are the same without them
        file.MetadataProps.AddRange(model.Metadata.OrderBy(pair => pair.Key == ExportMetadata.ParityKey).Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }));
        return file;
    }

    private static GraphProto Body(Model model)
    {
        var graph = new GraphProto { Name = model.Graph.Name };
        graph.Input.AddRange(model.Graph.Inputs.Select(TypeCodec.Write));
        graph.Output.AddRange(model.Graph.Outputs.Select(TypeCodec.Write));
        graph.Node.AddRange(model.Graph.Nodes.Select(node => Write(node, model.IrVersion)));
        var outputs = model.Graph.Outputs.ToHashSet();
        graph.ValueInfo.AddRange(model.Graph.Nodes
            .SelectMany(node => node.Outputs)
            .Where(value => value.Type != DataType.Undefined && !outputs.Contains(value))
            .Select(TypeCodec.Write));
        return graph;
    }

    private static NodeProto Write(Node node, long irVersion)
    {
        var written = new NodeProto { Name = node.Name, OpType = node.OpType };
        if (node.Domain.Length > 0)
        {
            written.Domain = node.Domain;
        }

        written.Input.AddRange(node.Inputs.Select(input => input?.Name ?? ""));
        written.Output.AddRange(node.Outputs.Select(output => output.Name));
        written.Attribute.AddRange(node.Attributes.Select(AttributeCodec.Write));
        if (node.Origin is not null)
        {
            OriginCodec.Write(node.Origin, written, irVersion);
        }

        return written;
    }
}
