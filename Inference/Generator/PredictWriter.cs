namespace OnnxForge.Inference.Generator;

/// <summary>Writes the members that compute.</summary>
internal static class PredictWriter
{
    private const string Library = "global::OnnxForge.Inference";
    private const string Token = "global::System.Threading.CancellationToken cancellationToken = default";
    private const string Task = "global::System.Threading.Tasks.Task";
    private const string ListOfInputs = "global::System.Collections.Generic.IReadOnlyList<Input>";
    private const string TensorsByName = $"global::System.Collections.Generic.Dictionary<string, {Library}.TensorData>";
    private const string OutputsByName = $"global::System.Collections.Generic.IReadOnlyDictionary<string, {Library}.TensorData>";

    private const string Exceptions = $"""
        /// <param name="cancellationToken">Stops the run between two of its operators; the model can run again afterwards.</param>
        /// <exception cref="{Library}.SignatureMismatchException">A value is missing, or its sizes are not those of the model.</exception>
        /// <exception cref="{Library}.InferenceException">ONNX Runtime could not compute the outputs, or they are not those that the class was written for.</exception>
        /// <exception cref="{Library}.InferenceTimeoutException">The run took longer than <see cref="{Library}.InferenceOptions.TimeLimit"/>.</exception>
        /// <exception cref="global::System.OperationCanceledException">The run was cancelled.</exception>
        /// <exception cref="global::System.ObjectDisposedException">The model was disposed.</exception>
        """;

    private const string OnThreadPool = "on a thread of the thread pool; the calling thread is not held up. Do not change arrays that are given before it ends.";

    /// <summary>Records that are whole tensors.</summary>
    public static string Whole(IReadOnlyList<TensorMember> inputs, IReadOnlyList<TensorMember> outputs) => $$"""
        /// <summary>Computes all outputs.</summary>
        /// <param name="input">The inputs. Their arrays may be read where they are.</param>
        {{Exceptions}}
        public Output Predict(Input input, {{Token}}) => ToOutput(Model.Run(ToTensors(input), cancellationToken));

        /// <summary>As <see cref="Predict(Input, global::System.Threading.CancellationToken)"/>, {{OnThreadPool}}</summary>
        /// <inheritdoc cref="Predict(Input, global::System.Threading.CancellationToken)"/>
        public async {{Task}}<Output> PredictAsync(Input input, {{Token}}) => ToOutput(await Model.RunAsync(ToTensors(input), cancellationToken).ConfigureAwait(false));

        private static {{TensorsByName}} ToTensors(Input input)
        {
            global::System.ArgumentNullException.ThrowIfNull(input);
            return new(global::System.StringComparer.Ordinal)
            {
        {{string.Concat(inputs.Select(input => $"        [{input.Literal}] = {input.ToTensor("input")},\n"))}}    };
        }

        private static Output ToOutput({{OutputsByName}} tensors) => new()
        {
        {{string.Concat(outputs.Select(output => $"    {output.Property} = {output.FromTensor($"tensors[{output.Literal}]")},\n"))}}};
        """;

    /// <summary>Records that are one row each.</summary>
    public static string Rows(IReadOnlyList<TensorMember> inputs, IReadOnlyList<TensorMember> outputs) => $$"""
        /// <summary>Predicts one row.</summary>
        /// <param name="row">The inputs of the row.</param>
        {{Exceptions}}
        public Output Predict(Input row, {{Token}}) => PredictRows(new[] { row }, cancellationToken)[0];

        /// <summary>Predicts rows in one run.</summary>
        /// <param name="rows">The rows, whose arrays of one input all have the same sizes. None give none, without a run.</param>
        {{Exceptions}}
        /// <returns>The outputs of each row, in the order of the rows.</returns>
        public Output[] PredictRows({{ListOfInputs}} rows, {{Token}})
        {
            global::System.ArgumentNullException.ThrowIfNull(rows);
            return rows.Count == 0 ? [] : ToOutputs(Model.Run(ToTensors(rows), cancellationToken), rows.Count);
        }

        /// <summary>As <see cref="Predict(Input, global::System.Threading.CancellationToken)"/>, {{OnThreadPool}}</summary>
        /// <inheritdoc cref="Predict(Input, global::System.Threading.CancellationToken)"/>
        public async {{Task}}<Output> PredictAsync(Input row, {{Token}}) => (await PredictRowsAsync(new[] { row }, cancellationToken).ConfigureAwait(false))[0];

        /// <summary>As <see cref="PredictRows"/>, {{OnThreadPool}}</summary>
        /// <inheritdoc cref="PredictRows"/>
        public async {{Task}}<Output[]> PredictRowsAsync({{ListOfInputs}} rows, {{Token}})
        {
            global::System.ArgumentNullException.ThrowIfNull(rows);
            var count = rows.Count;
            return count == 0 ? [] : ToOutputs(await Model.RunAsync(ToTensors(rows), cancellationToken).ConfigureAwait(false), count);
        }

        private static {{TensorsByName}} ToTensors({{ListOfInputs}} rows) => new(global::System.StringComparer.Ordinal)
        {
        {{string.Concat(inputs.Select(input => $"    [{input.Literal}] = {input.Stacked("rows")},\n"))}}};

        private static Output[] ToOutputs({{OutputsByName}} tensors, int count)
        {
        {{string.Concat(outputs.Select((output, i) => $"    var output{i} = {Library}.TypedTensors.{output.Split($"output{i}", "i").All}({output.Literal}, tensors[{output.Literal}], count);\n"))}}    var rows = new Output[count];
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = new()
                {
        {{string.Concat(outputs.Select((output, i) => $"            {output.Property} = {output.Split($"output{i}", "i").One},\n"))}}        };
            }

            return rows;
        }
        """;

    /// <summary>Bare elements of the only input for those of the only output, which take the fast way; null where the model does not allow it.</summary>
    public static string? Bare(FileSignature signature, TensorMember input, TensorMember output)
    {
        if (signature is not { Inputs.Count: 1, Outputs.Count: 1 } || input.Tensor is not { Kind.IsText: false, Dims: { Count: > 0 } dims } || output.Tensor.Kind.IsText
            || dims.Count(dim => dim.Size is null) > 1 || dims.Any(dim => dim.Size == 0))
        {
            return null;
        }

        var (from, to) = (input.Tensor.Kind.CSharp, output.Tensor.Kind.CSharp);
        var given = Identifiers.Parameter(input.Property) is var name && name == "cancellationToken" ? "values" : name;
        var received = Identifiers.Parameter(output.Property) is var other && (other == given || other == "cancellationToken") ? "predictions" : other;
        var sizes = TensorMember.SizesOf(dims);
        var (span, memory) = ($"global::System.ReadOnlySpan<{from}>", $"global::System.ReadOnlyMemory<{from}>");
        return $$"""
            /// <summary>Predicts rows that are given as bare elements: <c>{{ClassWriter.Comment(signature.ToString())}}</c>.</summary>
            /// <param name="{{Plain(given)}}">The elements in row-major order, which are rows one after another.</param>
            {{Exceptions}}
            /// <returns>The elements of the output in row-major order.</returns>
            public {{to}}[] Predict({{sizes}}{{span}} {{given}}, {{Token}}) => Model.Predict<{{from}}, {{to}}>({{given}}, cancellationToken);

            /// <summary>As <see cref="Predict({{Cref(span)}}, global::System.Threading.CancellationToken)"/>, into memory of the caller's. Up to 4 MiB in all, repeated calls with as many rows allocate nothing.</summary>
            /// <param name="{{Plain(given)}}">The elements in row-major order, which are rows one after another.</param>
            /// <param name="{{Plain(received)}}">Receives the elements of the output; it may be longer.</param>
            {{Exceptions}}
            /// <returns>The number of elements written.</returns>
            public int Predict({{sizes}}{{span}} {{given}}, global::System.Span<{{to}}> {{received}}, {{Token}}) => Model.Predict<{{from}}, {{to}}>({{given}}, {{received}}, cancellationToken);

            /// <summary>As <see cref="Predict({{Cref(span)}}, global::System.Threading.CancellationToken)"/>, {{OnThreadPool}}</summary>
            /// <inheritdoc cref="Predict({{Cref(span)}}, global::System.Threading.CancellationToken)"/>
            public {{Task}}<{{to}}[]> PredictAsync({{sizes}}{{memory}} {{given}}, {{Token}}) => Model.PredictAsync<{{from}}, {{to}}>({{given}}, cancellationToken);
            """;
    }

    private static string Plain(string parameter) => parameter.TrimStart('@');

    private static string Cref(string type) => type.Replace('<', '{').Replace('>', '}');
}
