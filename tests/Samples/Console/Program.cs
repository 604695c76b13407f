using System.Globalization;
using OnnxForge.Inference;

using var model = InferenceModel.Load(args[0]);
float[] row = [.. args[1..].Select(number => float.Parse(number, CultureInfo.InvariantCulture))];
Console.WriteLine(string.Join(' ', model.Predict(row)));
